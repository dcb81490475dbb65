//! Events through the public API of the Rust SDK: read, verified, received and handled.

use super::rust::{invalid, told};
use super::{Call, CallResult, TargetError};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedSender;
use wppkit::events::socket::{SocketClient, SocketNotice, SocketOptions, Unattributed};
use wppkit::events::{
    DispatchOptions, EventHead, Filter, Handlers, Inbox, InboxOptions, Receiver, ReceiverOptions, TimeOfDay,
    axum::router, parse_socket, parse_webhook, relay,
};
use wppkit::{Connect, Error, Secret, Session};

/// Makes the call if it is one about events alone.
pub(super) fn of_payload(call: &Call) -> Option<CallResult> {
    Some(match &*call.call {
        "parse-event" => arguments(call).and_then(|one: Payload| one.parse()),
        "verify-relay" => arguments(call).and_then(|one: Relayed| one.verify()),
        _ => return None,
    })
}

fn arguments<T: serde::de::DeserializeOwned>(call: &Call) -> Result<T, TargetError> {
    serde_json::from_value(Value::Object(call.with.clone()))
        .map_err(|error| TargetError::Broken(format!("{}: {error}", call.call)))
}

/// A text goes out as it is, anything else as JSON.
fn bytes(body: &Value) -> Vec<u8> {
    match body {
        Value::String(text) => text.clone().into_bytes(),
        other => other.to_string().into_bytes(),
    }
}

/// Arguments of `parse-event`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    body: Value,
    /// Name of a Socket.IO event; without it the body is a webhook's.
    name: Option<String>,
}

impl Payload {
    fn parse(&self) -> CallResult {
        let body = bytes(&self.body);
        let (head, event) = match &self.name {
            None => (EventHead::of_webhook(&body).ok(), parse_webhook(&body)),
            Some(name) => (EventHead::of_socket(name, &body).ok(), parse_socket(name, &body)),
        };
        let event = match event {
            Ok(event) => event,
            Err(malformed) => return Ok(Err(invalid(&malformed.to_string()))),
        };
        let chat = head.and_then(|head| head.chat).filter(|chat| !chat.is_empty());
        Ok(Ok(json!({
            "kind": event.kind, "name": event.name, "source": event.source, "session": event.session,
            "chat": chat, "data": event.data,
        })))
    }
}

/// Arguments of `verify-relay`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Relayed {
    secret: String,
    headers: BTreeMap<String, String>,
    body: Value,
    /// Seconds since 1970.
    now: i64,
}

impl Relayed {
    fn verify(&self) -> CallResult {
        let header = |name: &str| {
            self.headers
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.as_str())
        };
        let verified =
            relay::verify(&Secret::new(self.secret.as_str()), header, &bytes(&self.body), self.now);
        Ok(verified.map(|()| json!({ "verified": true })).map_err(|error| told(&error)))
    }
}

/// Arguments of `listen`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Listen {
    /// Ends after so many events were handled.
    count: usize,
    /// Which events.
    #[serde(default)]
    filter: String,
    /// The handler fails when it sees an event for the first time.
    #[serde(default)]
    fail_first: bool,
    /// Socket.IO brings events, too; those that name no session are the session's.
    #[serde(default)]
    socket: bool,
    /// Messages since this moment are looked for in the chats before anything else.
    missed_since_ms: Option<i64>,
    /// And up to this one.
    missed_until_ms: Option<i64>,
}

/// Starts the session with a webhook of its own, receives and handles events; each is a stage.
pub(super) async fn listen(session: &Session, call: &Call, stages: &UnboundedSender<Value>) -> CallResult {
    let listen: Listen = arguments(call)?;
    let failed = |error: std::io::Error| TargetError::Broken(format!("listen: {error}"));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
    let base = format!("http://{}/hooks", listener.local_addr().map_err(failed)?);
    Ok(listen.run(session, call, stages, listener, &base).await.map_err(|error| told(&error)))
}

impl Listen {
    async fn run(
        &self,
        session: &Session,
        call: &Call,
        stages: &UnboundedSender<Value>,
        listener: TcpListener,
        base: &str,
    ) -> Result<Value, Error> {
        let mut options = InboxOptions::default();
        if let Some(until_ms) = self.missed_until_ms {
            // The server's time is virtual: the time of day here is the one up to which events are missing.
            options.time = TimeOfDay::new(move || until_ms);
        }
        let inbox = Inbox::in_memory(options)?;
        let receiver = Receiver::new(&inbox, base, ReceiverOptions::default())?;
        let app = router(receiver.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let (handlers, mut done) = self.handlers(stages)?;
        let mut dispatch = DispatchOptions::default();
        dispatch.min_delay = Duration::from_millis(1);
        let serving = async {
            drop(axum::serve(listener, app).await);
            std::future::pending::<()>().await;
        };
        let (up, mut is_up) = tokio::sync::mpsc::unbounded_channel();
        let (ready, is_ready) = tokio::sync::oneshot::channel();
        let handling = async {
            let _ = is_ready.await;
            inbox.run(&handlers, dispatch).await
        };
        let socket = async {
            if self.socket {
                let mut options = SocketOptions::default();
                options.unattributed = Unattributed::Of(session.name().to_owned());
                let client = SocketClient::new(&inbox, &call.client.url, options)?;
                let told = |notice| {
                    if notice == SocketNotice::Connected {
                        // Nobody waits for a second connection.
                        let _ = up.send(());
                    }
                };
                client.run(told).await?;
            }
            std::future::pending::<Result<(), Error>>().await
        };
        let starting = async {
            session.connect(Connect::qr().receiver(&receiver)).connected().await?;
            if self.socket {
                is_up.recv().await;
            }
            if let (Some(from), Some(to)) = (self.missed_since_ms, self.missed_until_ms) {
                let gap = inbox.recover(session, from, to).await?;
                let mut stage = json!(gap);
                stage["type"] = "gap".into();
                drop(stages.send(stage));
            }
            drop(stages.send(json!({ "type": "listening" })));
            // What came until now is handled after it was said that somebody listens.
            let _ = ready.send(());
            done.recv().await;
            Ok::<_, Error>(json!({ "handled": self.count }))
        };
        tokio::select! {
            () = serving => unreachable!("serving does not end"),
            ended = socket => ended.map(|()| Value::Null),
            ended = handling => ended.map(|_| Value::Null),
            ended = starting => ended,
        }
    }

    fn handlers(
        &self,
        stages: &UnboundedSender<Value>,
    ) -> Result<(Handlers, tokio::sync::mpsc::UnboundedReceiver<()>), Error> {
        let (enough, done) = tokio::sync::mpsc::unbounded_channel();
        let (stages, count, fail_first) = (stages.clone(), self.count, self.fail_first);
        let seen: Arc<Mutex<(BTreeSet<i64>, usize)>> = Arc::default();
        let handlers = Handlers::new().on(self.filter.parse::<Filter>()?, move |event| {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            let outcome = if fail_first && seen.0.insert(event.seq()) {
                Err("not yet".into())
            } else {
                seen.1 += 1;
                let mut stage = Map::from_iter([("type".to_owned(), json!(event.kind()))]);
                if let Value::Object(event) = event.to_json() {
                    stage.extend(event);
                }
                drop(stages.send(Value::Object(stage)));
                if seen.1 == count {
                    let _ = enough.send(());
                }
                Ok(())
            };
            async { outcome }
        });
        Ok((handlers, done))
    }
}
