//! Events through the public API of the Rust SDK: received, handled, relayed.

use super::events::arguments;
use super::rust::told;
use super::{Call, CallResult, TargetError};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use wppkit::events::socket::{SocketClient, SocketNotice, SocketOptions, Unattributed};
use wppkit::events::{
    DispatchOptions, Filter, HandlerError, Handlers, Inbox, InboxOptions, Received, Receiver,
    ReceiverOptions, TimeOfDay,
    axum::router,
    relay::{Relay, RelayOptions, verify},
};
use wppkit::{Connect, Error, Secret, Session};

/// How long somebody is given to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// What relays are signed with.
const SECRET: &str = "a long secret text that both know";

/// Arguments of `listen`.
#[derive(Clone, Deserialize)]
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
    /// The handler answers with this text, and waits for the reply.
    ask: Option<String>,
    /// Events are relayed before they are handled; the receiver answers with these statuses, then with 200.
    relay: Option<VecDeque<u16>>,
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
    let base = format!("http://{}", listener.local_addr().map_err(failed)?);
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
        let receiver = Receiver::new(&inbox, &format!("{base}/hooks"), ReceiverOptions::default())?;
        let app = router(receiver.clone()).merge(self.endpoint(stages));
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        let (handlers, mut done) = self.handlers(session, stages, self.relay(&inbox, base)?)?;
        let mut dispatch = DispatchOptions::default();
        dispatch.min_delay = Duration::from_millis(1);
        let serving = async {
            drop(axum::serve(listener, app).await);
            std::future::pending::<()>().await;
        };
        let (up, mut is_up) = unbounded_channel();
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
        session: &Session,
        stages: &UnboundedSender<Value>,
        relay: Option<Relay>,
    ) -> Result<(Handlers, UnboundedReceiver<()>), Error> {
        let (enough, done) = unbounded_channel();
        let filter: Filter = self.filter.parse()?;
        let mut handlers = Handlers::all();
        if let Some(relay) = relay {
            handlers = handlers.on(filter.clone(), relay.handler());
        }
        let handler = Arc::new(Handler {
            listen: self.clone(),
            session: session.clone(),
            stages: stages.clone(),
            enough,
            seen: Mutex::default(),
        });
        Ok((handlers.on(filter, move |event| handler.clone().handle(event)), done))
    }

    fn relay(&self, inbox: &Inbox, base: &str) -> Result<Option<Relay>, Error> {
        if self.relay.is_none() {
            return Ok(None);
        }
        let mut options = RelayOptions::default();
        options.schedule = Some(vec![Duration::from_millis(1); 5]);
        Relay::new(inbox, &format!("{base}/relayed"), Secret::new(SECRET), options).map(Some)
    }

    /// What receives relays.
    fn endpoint(&self, stages: &UnboundedSender<Value>) -> Router {
        let endpoint = Endpoint {
            statuses: Arc::new(Mutex::new(self.relay.clone().unwrap_or_default())),
            stages: stages.clone(),
        };
        Router::new().route("/relayed", post(Endpoint::receive)).with_state(endpoint)
    }
}

/// Receives relays, and answers as it was told.
#[derive(Clone)]
struct Endpoint {
    statuses: Arc<Mutex<VecDeque<u16>>>,
    stages: UnboundedSender<Value>,
}

impl Endpoint {
    async fn receive(State(endpoint): State<Self>, headers: HeaderMap, body: Bytes) -> StatusCode {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(now.as_secs()).unwrap_or_default();
        if verify(&Secret::new(SECRET), header, &body, now).is_err() {
            return StatusCode::UNAUTHORIZED;
        }
        let status =
            endpoint.statuses.lock().unwrap_or_else(PoisonError::into_inner).pop_front().unwrap_or(200);
        let event: Value = serde_json::from_slice(&body).unwrap_or_default();
        let kind = if status == 200 { "relayed" } else { "refused" };
        drop(endpoint.stages.send(json!({ "type": kind, "status": status, "event": event })));
        StatusCode::from_u16(status).unwrap_or(StatusCode::OK)
    }
}

/// What handles the events.
struct Handler {
    listen: Listen,
    session: Session,
    stages: UnboundedSender<Value>,
    enough: UnboundedSender<()>,
    /// Events that failed once, and how many were handled.
    seen: Mutex<(BTreeSet<i64>, usize)>,
}

impl Handler {
    async fn handle(self: Arc<Self>, event: Received) -> Result<(), HandlerError> {
        if self.listen.fail_first && self.seen().0.insert(event.seq()) {
            return Err("not yet".into());
        }
        if let Some(text) = &self.listen.ask {
            let reply = event.wait_for_reply(PATIENCE);
            self.session.send_text(event.chat().unwrap_or_default(), text.as_str()).await?;
            drop(self.stages.send(json!({ "type": "asked" })));
            let reply = reply.await.ok_or("nobody replied")?;
            self.stage("reply", &reply);
        }
        self.stage(event.kind().as_str(), &event);
        let handled = {
            let mut seen = self.seen();
            seen.1 += 1;
            seen.1
        };
        if handled == self.listen.count {
            let _ = self.enough.send(());
        }
        Ok(())
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, (BTreeSet<i64>, usize)> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stage(&self, kind: &str, event: &Received) {
        let mut stage = Map::from_iter([("type".to_owned(), json!(kind))]);
        if let Value::Object(event) = event.to_json() {
            stage.extend(event);
        }
        drop(self.stages.send(Value::Object(stage)));
    }
}
