//! The server alone: operations are encoded and decoded by the registry, nothing is checked, repeated or explained.

use super::protocol::body_value;
use super::{BoxFuture, Call, CallError, CallResult, Clients, Target, TargetError};
use crate::http::{Base, HttpError, Request, exchange};
use crate::scenario::model::Minting;
use crate::token::Mint;
use serde_json::Value;
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use wppkit_api::{Auth, OperationEntry, Scope, by_id, encode};

/// Deadline of a call whose settings name none.
const DEADLINE: Duration = Duration::from_secs(60);

/// The target `http`.
#[derive(Debug, Default)]
pub struct Http;

impl Target for Http {
    fn name(&self) -> &'static str {
        "http"
    }

    fn is_sdk(&self) -> bool {
        false
    }

    fn open(&self) -> BoxFuture<'_, Result<Box<dyn Clients>, TargetError>> {
        Box::pin(async { Ok(Box::new(HttpClients::default()) as Box<dyn Clients>) })
    }
}

#[derive(Debug, Default)]
struct HttpClients {
    /// Tokens by address, secret and session.
    tokens: HashMap<(String, String, String), String>,
}

impl Clients for HttpClients {
    fn call<'a>(
        &'a mut self,
        call: &'a Call,
        _stages: &'a UnboundedSender<Value>,
    ) -> BoxFuture<'a, CallResult> {
        Box::pin(async move {
            let entry = by_id(&call.call).ok_or_else(|| {
                TargetError::Broken(format!(
                    "{} is no operation of the server: name other targets",
                    call.call
                ))
            })?;
            let token = match entry.meta.auth {
                Auth::Token => match self.token(call).await? {
                    Ok(token) => Some(token),
                    Err(error) => return Ok(Err(error)),
                },
                Auth::SecretInPath | Auth::None => None,
            };
            let request = request(entry, call, token.as_deref())?;
            send(entry, call, request).await
        })
    }
}

impl HttpClients {
    /// The token of the settings, or a minted one.
    async fn token(&mut self, call: &Call) -> Result<Result<String, CallError>, TargetError> {
        if let Some(token) = &call.client.token {
            return Ok(Ok(token.clone()));
        }
        let secret = call.client.secret_key.clone().unwrap_or_default();
        let key = (call.client.url.clone(), secret, call.session.clone());
        if let Some(token) = self.tokens.get(&key) {
            return Ok(Ok(token.clone()));
        }
        if call.client.mint == Minting::Local {
            let token = Mint::new(&key.1).token(&call.session).map_err(TargetError::Broken)?;
            self.tokens.insert(key, token.clone());
            return Ok(Ok(token));
        }
        let entry = by_id("generate-token")
            .ok_or_else(|| TargetError::Broken("no operation generate-token".to_owned()))?;
        let minting =
            Call { call: "generate-token".to_owned(), with: serde_json::Map::new(), ..call.clone() };
        let answer = send(entry, &minting, request(entry, &minting, None)?).await?;
        Ok(match answer {
            Ok(answer) => {
                let token = answer["token"].as_str().unwrap_or_default().to_owned();
                self.tokens.insert(key, token.clone());
                Ok(token)
            }
            Err(error) => Err(error),
        })
    }
}

fn request(entry: &OperationEntry, call: &Call, token: Option<&str>) -> Result<Request, TargetError> {
    let scope = Scope { session: Some(&call.session), secret_key: call.client.secret_key.as_deref() };
    let encoded = encode(&entry.meta, scope, call.with.clone())
        .map_err(|error| TargetError::Broken(error.to_string()))?;
    let mut path = encoded.path;
    for (index, (name, value)) in encoded.query.iter().enumerate() {
        path.push(if index == 0 { '?' } else { '&' });
        path.push_str(&format!(
            "{name}={}",
            value.replace('%', "%25").replace('&', "%26").replace(' ', "%20")
        ));
    }
    let mut headers = Vec::new();
    if let Some(token) = token {
        headers.push(("authorization".to_owned(), format!("Bearer {token}")));
    }
    if encoded.body.is_some() {
        headers.push(("content-type".to_owned(), entry.meta.json_type().to_owned()));
    }
    let body = encoded.body.map(|body| Value::Object(body).to_string().into());
    Ok(Request { method: encoded.method.as_str().to_owned(), path, headers, body })
}

async fn send(entry: &OperationEntry, call: &Call, request: Request) -> CallResult {
    let failed = |message: String| CallError {
        message,
        operation: Some(call.call.clone()),
        session: Some(call.session.clone()),
        ..CallError::default()
    };
    let base = Base::parse(&call.client.url).map_err(|error| TargetError::Broken(error.to_string()))?;
    let deadline = call.client.timeout_ms.map_or(DEADLINE, Duration::from_millis);
    let response = match tokio::time::timeout(deadline, exchange(&base, &request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(HttpError::Connection(reason))) => return Ok(Err(failed(reason))),
        Ok(Err(error)) => return Err(TargetError::Broken(error.to_string())),
        Err(_) => return Ok(Err(failed(format!("no answer within {deadline:?}")))),
    };
    let answered = |message: String| CallError {
        status: Some(response.status),
        body: body_value(&response.body),
        ..failed(message)
    };
    if !entry.meta.is_success(response.status) {
        return Ok(Err(answered(format!("status {}", response.status))));
    }
    let content_type = response.header("content-type").unwrap_or_default();
    Ok((entry.decode_answer)(content_type, &response.body)
        .map_err(|error| answered(format!("an answer of another shape: {error}"))))
}
