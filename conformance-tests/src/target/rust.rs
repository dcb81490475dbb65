//! The Rust SDK, through its public API: calls by id, the login as a stream.

use super::protocol::body_value;
use super::{BoxFuture, Call, CallError, CallResult, Clients, Settings, Target, TargetError};
use super::{events, listen};
use crate::scenario::model::Minting;
use crate::secrets;
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use wppkit::api::by_id;
use wppkit::{CallOptions, Client, Connect, Error, ErrorCode, Pace, RetryPolicy, Stage, Timeouts, TokenMint};

/// The cheapest cost that bcrypt allows.
const TOKEN_COST: u32 = 4;

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

/// The clients of one scenario, with the settings that they were built from.
#[derive(Debug, Default)]
struct RustClients(Vec<(Settings, Client)>);

impl RustClients {
    fn client(&mut self, settings: &Settings) -> Result<Client, Error> {
        if let Some((_, client)) = self.0.iter().find(|(known, _)| known == settings) {
            return Ok(client.clone());
        }
        let client = build(settings)?;
        self.0.push((settings.clone(), client.clone()));
        Ok(client)
    }
}

impl Clients for RustClients {
    fn call<'a>(
        &'a mut self,
        call: &'a Call,
        stages: &'a UnboundedSender<Value>,
    ) -> BoxFuture<'a, CallResult> {
        Box::pin(async move {
            let client = match self.client(&call.client) {
                Ok(client) => client,
                Err(error) => return Ok(Err(told(&error))),
            };
            let calling = perform(&client, call, stages);
            match call.cancel_after_ms {
                None => calling.await,
                // Cancelling is dropping, which leaves nobody to tell: the answer is the caller's own.
                Some(ms) => tokio::time::timeout(Duration::from_millis(ms), calling)
                    .await
                    .unwrap_or_else(|_| Ok(Err(cancelled(call)))),
            }
        })
    }
}

fn build(settings: &Settings) -> Result<Client, Error> {
    let mut builder =
        Client::builder(&settings.url).pace(pace(settings.stuck_after_ms)).retry(retry(settings.retries));
    if let Some(secret) = &settings.secret_key {
        builder = builder.secret_key(secret.as_str());
    }
    if let Some(token) = &settings.token {
        builder = builder.token(token.as_str());
    }
    if let Some(ms) = settings.timeout_ms {
        builder = builder.timeouts(timeouts(Duration::from_millis(ms)));
    }
    if settings.mint == Minting::Local {
        builder = builder.token_mint(TokenMint::Local { cost: TOKEN_COST });
    }
    builder.build()
}

/// The default pace, about as much faster as virtual time is than real time. Where a wait that ends too early would
/// be a fault (a start that is under way, a server that tidies up), there is room for a busy machine.
fn pace(stuck_after_ms: Option<u64>) -> Pace {
    let mut pace = Pace::default();
    pace.poll = Duration::from_millis(15);
    pace.poll_max = Duration::from_millis(50);
    pace.debounce = Duration::from_millis(2);
    pace.stuck_after = Duration::from_millis(stuck_after_ms.unwrap_or(30_000));
    pace.logout_settle = Duration::from_secs(1);
    pace.orphan = Duration::from_secs(4);
    pace.diagnose_patience = Duration::from_millis(100);
    pace
}

fn retry(retries: Option<u32>) -> RetryPolicy {
    let mut retry = RetryPolicy::default();
    retry.min_delay = Duration::from_millis(2);
    retry.max_delay = Duration::from_millis(20);
    retry.attempts = retries.map_or(retry.attempts, |retries| retries + 1);
    retry
}

fn timeouts(each: Duration) -> Timeouts {
    let mut timeouts = Timeouts::default();
    timeouts.normal = each;
    timeouts.session = each;
    timeouts.media = each;
    timeouts
}

async fn perform(client: &Client, call: &Call, stages: &UnboundedSender<Value>) -> CallResult {
    if let Some(result) = events::of_payload(call) {
        return result;
    }
    let value = |answer: Result<wppkit::Answer<Value>, Error>| {
        Ok(answer.map(wppkit::Answer::into_value).map_err(|error| told(&error)))
    };
    let (request, options) = (Value::Object(call.with.clone()), CallOptions::new());
    if by_id(&call.call).is_some_and(|entry| !entry.meta.has_session()) {
        return value(client.call_json(&call.call, request, &options).await);
    }
    let session = match client.session(&call.session) {
        Ok(session) => session,
        Err(error) => return Ok(Err(told(&error))),
    };
    if call.call == "listen" {
        return listen::listen(&session, call, stages).await;
    }
    if call.call == "connect" {
        let arguments = serde_json::from_value(request)
            .map_err(|error| TargetError::Broken(format!("connect: {error}")))?;
        return Ok(connect(&session, call, arguments, stages).await);
    }
    value(session.call_json(&call.call, request, &options).await)
}

/// Arguments of `connect`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct ConnectArguments {
    phone: Option<String>,
    webhook: Option<String>,
    device_name: Option<String>,
    code_by_webhook: bool,
    restart: bool,
    resume_after_autoclose: u32,
    timeout_ms: Option<u64>,
    /// The caller gives up after the first stage of this type.
    cancel_after_stage: Option<String>,
}

impl ConnectArguments {
    fn options(&self) -> Connect {
        let mut options = match &self.phone {
            Some(phone) => Connect::pairing(phone),
            None => Connect::qr(),
        };
        options = options.restart(self.restart).resume_after_autoclose(self.resume_after_autoclose);
        if self.code_by_webhook {
            options = options.code_by_webhook();
        }
        if let Some(webhook) = &self.webhook {
            options = options.webhook(webhook);
        }
        if let Some(name) = &self.device_name {
            options = options.device_name(name);
        }
        match self.timeout_ms {
            Some(ms) => options.timeout(Duration::from_millis(ms)),
            None => options,
        }
    }
}

/// Logs in; the result is the last stage.
async fn connect(
    session: &wppkit::Session,
    call: &Call,
    arguments: ConnectArguments,
    stages: &UnboundedSender<Value>,
) -> Result<Value, CallError> {
    let mut login = session.connect(arguments.options());
    let mut last = Value::Null;
    while let Some(stage) = login.next().await {
        let stage: Stage = stage.map_err(|error| told(&error))?;
        last = stage.to_json();
        // Nobody listens any more only when the scenario is over.
        drop(stages.send(last.clone()));
        if arguments.cancel_after_stage.as_deref() == Some(stage.name()) {
            return Err(cancelled(call));
        }
    }
    Ok(last)
}

fn cancelled(call: &Call) -> CallError {
    CallError {
        code: Some(ErrorCode::Cancelled.as_str().to_owned()),
        message: "the caller dropped the call".to_owned(),
        operation: Some(call.call.clone()),
        session: Some(call.session.clone()),
        ..CallError::default()
    }
}

/// The error of an argument that cannot be meant.
pub(super) fn invalid(message: &str) -> CallError {
    let code = Some(ErrorCode::InvalidInput.as_str().to_owned());
    CallError { code, message: message.to_owned(), ..CallError::default() }
}

/// The error as every language has it.
pub(super) fn told(error: &Error) -> CallError {
    let mut every_form = format!("{error} {error:#} {error:?} {error:#?}");
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        every_form.push_str(&format!(" {deeper} {deeper:?}"));
        cause = deeper.source();
    }
    secrets::look(&format!("an error of {}", error.operation().unwrap_or("no operation")), &every_form);
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
