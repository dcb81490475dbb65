//! The Rust SDK, through its public API.

use super::protocol::body_value;
use super::{BoxFuture, Call, CallError, CallResult, Clients, Target, TargetError};
use crate::scenario::model::Minting;
use base64::Engine as _;
use serde_json::{Map, Value, json};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use wppkit::{CallOptions, Client, Connect, Error, Pace, RetryPolicy, Session, Stage, Timeouts, TokenMint};
use wppkit_api::by_id;

/// The target `rust`.
#[derive(Debug, Default)]
pub struct Rust;

impl Target for Rust {
    fn name(&self) -> &'static str {
        "rust"
    }

    fn is_sdk(&self) -> bool {
        true
    }

    fn open(&self) -> BoxFuture<'_, Result<Box<dyn Clients>, TargetError>> {
        Box::pin(async { Ok(Box::new(RustClients::default()) as Box<dyn Clients>) })
    }
}

#[derive(Debug, Default)]
struct RustClients {
    known: Vec<Open>,
}

/// A client and its sessions: handles keep their caches for as long as one of them lives.
#[derive(Debug)]
struct Open {
    settings: super::Settings,
    client: Client,
    sessions: Vec<Session>,
}

impl Clients for RustClients {
    fn call<'a>(
        &'a mut self,
        call: &'a Call,
        stages: &'a UnboundedSender<Value>,
    ) -> BoxFuture<'a, CallResult> {
        Box::pin(async move {
            Ok(match self.made(call, stages).await {
                Ok(Some(value)) => Ok(value),
                // In Rust, a call is cancelled by dropping it: nobody is left to be told.
                Ok(None) => Err(CallError { code: Some("cancelled".to_owned()), ..CallError::default() }),
                Err(error) => Err(call_error(&error)),
            })
        })
    }
}

impl RustClients {
    /// Makes the call; `None` if it was cancelled on the way.
    async fn made(&mut self, call: &Call, stages: &UnboundedSender<Value>) -> Result<Option<Value>, Error> {
        let open = self.open(&call.client)?;
        let request = Value::Object(call.with.clone());
        let options = CallOptions::new();
        if by_id(&call.call).is_some_and(|entry| !entry.meta.has_session()) {
            return Ok(Some(open.client.call_json(&call.call, request, &options).await?.into_value()));
        }
        let session = open.session(&call.session)?;
        match call.call.as_str() {
            "connect" => connect(&session, &call.with, stages).await,
            _ => Ok(Some(session.call_json(&call.call, request, &options).await?.into_value())),
        }
    }

    fn open(&mut self, settings: &super::Settings) -> Result<&mut Open, Error> {
        let index = match self.known.iter().position(|open| open.settings == *settings) {
            Some(index) => index,
            None => {
                let client = client(settings)?;
                self.known.push(Open { settings: settings.clone(), client, sessions: Vec::new() });
                self.known.len() - 1
            }
        };
        Ok(&mut self.known[index])
    }
}

impl Open {
    fn session(&mut self, name: &str) -> Result<Session, Error> {
        let session = self.client.session(name)?;
        if !self.sessions.iter().any(|known| known.name() == name) {
            self.sessions.push(session.clone());
        }
        Ok(session)
    }
}

/// A client whose waits take milliseconds: the server's time is virtual, the client's is not.
fn client(settings: &super::Settings) -> Result<Client, Error> {
    let mut builder = Client::builder(&settings.url).pace(quick());
    if let Some(secret) = &settings.secret_key {
        builder = builder.secret_key(secret.as_str());
    }
    if let Some(token) = &settings.token {
        builder = builder.token(token.as_str());
    }
    if settings.mint == Minting::Local && settings.token.is_none() {
        builder = builder.token_mint(TokenMint::Local { cost: 4 });
    }
    if let Some(ms) = settings.timeout_ms {
        let mut timeouts = Timeouts::default();
        let limit = Duration::from_millis(ms);
        (timeouts.normal, timeouts.session, timeouts.media) = (limit, limit, limit);
        builder = builder.timeouts(timeouts);
    }
    let mut retry = RetryPolicy::default();
    (retry.min_delay, retry.max_delay, retry.budget) =
        (Duration::from_millis(2), Duration::from_millis(10), 10.0);
    if let Some(retries) = settings.retries {
        retry.attempts = retries + 1;
    }
    builder.retry(retry).build()
}

fn quick() -> Pace {
    let mut pace = Pace::default();
    pace.poll = Duration::from_millis(4);
    pace.poll_max = Duration::from_millis(20);
    pace.debounce = Duration::from_millis(4);
    pace.stuck_after = Duration::from_millis(3_000);
    pace.logout_settle = Duration::from_millis(200);
    // A minute of the world's time, at the rate at which it passes while a call waits.
    pace.orphan = Duration::from_millis(2_500);
    pace.diagnose_patience = Duration::from_millis(200);
    pace
}

/// `{"phone"?, "webhook"?, "deviceName"?, "restart"?, "timeoutMs"?, "cancelAfterStage"?}`.
async fn connect(
    session: &Session,
    with: &Map<String, Value>,
    stages: &UnboundedSender<Value>,
) -> Result<Option<Value>, Error> {
    let text = |key: &str| with.get(key).and_then(Value::as_str);
    let mut options = text("phone").map_or_else(Connect::qr, Connect::pairing);
    if let Some(webhook) = text("webhook") {
        options = options.webhook(webhook);
    }
    if let Some(name) = text("deviceName") {
        options = options.device_name(name);
    }
    if with.get("restart") == Some(&Value::Bool(true)) {
        options = options.restart(true);
    }
    if let Some(ms) = with.get("timeoutMs").and_then(Value::as_u64) {
        options = options.timeout(Duration::from_millis(ms));
    }
    let mut login = session.connect(options);
    let mut last = Value::Null;
    while let Some(stage) = login.next().await {
        let stage = stage?;
        last = stage_value(&stage)?;
        // The receiver lives as long as the call.
        let _ = stages.send(last.clone());
        if text("cancelAfterStage") == Some(stage.name()) {
            return Ok(None);
        }
    }
    Ok(Some(last))
}

fn stage_value(stage: &Stage) -> Result<Value, Error> {
    Ok(match stage {
        Stage::Qr(qr) => json!({
            "type": stage.name(), "seq": qr.sequence(), "text": qr.text(),
            "png": base64::engine::general_purpose::STANDARD.encode(qr.png()?),
        }),
        Stage::PairingCode(code) => {
            json!({"type": stage.name(), "code": code.code, "phone": code.phone.to_string()})
        }
        Stage::Connected(status) => {
            json!({"type": stage.name(), "status": serde_json::to_value(status).unwrap_or_default()})
        }
        _ => json!({"type": stage.name()}),
    })
}

fn call_error(error: &Error) -> CallError {
    CallError {
        code: Some(error.code().as_str().to_owned()),
        message: error.message().to_owned(),
        hint: error.hint().map(str::to_owned),
        operation: error.operation().map(str::to_owned),
        session: error.session().map(str::to_owned),
        status: error.status(),
        body: error.body().map_or(Value::Null, body_value),
        delivery: error.delivery().map(|delivery| delivery.as_str().to_owned()),
        temporary: Some(error.temporary()),
    }
}
