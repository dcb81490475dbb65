//! Inboxes, webhooks, and a clock on which every pause is over at once.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use serde_json::{Value, json};
use wppkit::{
    BoxFuture, Clock, SystemClock,
    events::{
        DispatchOptions, Dispatched, Filter, Handlers, Inbox, InboxOptions, Received, Receiver,
        ReceiverOptions, TimeOfDay, WebhookAnswer,
    },
};

use crate::watch::{look_through, watch_for};

/// What relays sign with. Nothing may show it.
pub(crate) const RELAY_SECRET: &str = "a-relay-secret-that-nobody-may-see";

/// The longest that a test waits for what has to come.
pub(crate) const SOON: Duration = Duration::from_secs(30);

/// A clock whose pauses end at once; they are written down.
#[derive(Debug, Clone, Default)]
pub(crate) struct Skipping(Arc<Mutex<Vec<Duration>>>);

impl Skipping {
    pub(crate) fn pauses(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

impl Clock for Skipping {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // Whoever waits for so long waits for something else to happen first.
        if duration >= Duration::from_secs(10) {
            return SystemClock.sleep(duration);
        }
        self.0.lock().unwrap().push(duration);
        Box::pin(tokio::task::yield_now())
    }
}

/// A time of day that stands still until it is moved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Now(Arc<AtomicI64>);

impl Now {
    pub(crate) fn at(ms: i64) -> Self {
        let now = Self::default();
        now.set(ms);
        now
    }

    pub(crate) fn set(&self, ms: i64) {
        self.0.store(ms, Ordering::SeqCst);
    }

    pub(crate) fn time(&self) -> TimeOfDay {
        let now = self.clone();
        TimeOfDay::new(move || now.0.load(Ordering::SeqCst))
    }
}

pub(crate) fn options(now: &Now, clock: &Skipping) -> InboxOptions {
    watch_for(RELAY_SECRET);
    let mut options = InboxOptions::default();
    options.time = now.time();
    options.clock = Arc::new(clock.clone());
    options
}

/// An inbox in memory with a receiver.
pub(crate) fn inbox() -> (Inbox, Receiver) {
    let inbox = Inbox::in_memory(options(&Now::at(1_000), &Skipping::default())).unwrap();
    let receiver = Receiver::new(&inbox, "http://127.0.0.1/hooks", ReceiverOptions::default()).unwrap();
    (inbox, receiver)
}

/// The webhook address of a session, whose token nothing may show from now on.
pub(crate) async fn webhook_url(receiver: &Receiver, session: &str) -> String {
    let url = receiver.webhook_url(session).await.unwrap();
    watch_for(url.rsplit('/').next().unwrap());
    look_through(&format!("{receiver:?} {:?} {:?}", receiver.options(), receiver.inbox()));
    url
}

/// The token of a session.
pub(crate) async fn token(receiver: &Receiver, session: &str) -> String {
    webhook_url(receiver, session).await.rsplit('/').next().unwrap().to_owned()
}

pub(crate) async fn post(receiver: &Receiver, session: &str, body: &Value) -> WebhookAnswer {
    let token = token(receiver, session).await;
    let answer = receiver.receive("POST", &token, None, Bytes::from(body.to_string())).await;
    look_through(&format!("{answer:?}"));
    answer
}

pub(crate) fn message(chat: &str, id: &str, text: &str) -> Value {
    json!({"event": "onmessage", "session": "shop", "id": format!("false_{chat}_{id}"), "type": "chat",
        "body": text, "from": chat, "to": "5511988887777@c.us", "fromMe": false})
}

/// Handlers that write every event down.
pub(crate) fn noting() -> (Handlers, Arc<Mutex<Vec<Received>>>) {
    let noted = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&noted);
    let handlers = Handlers::new().on(Filter::any(), move |event| {
        look_through(&format!("{event:?} {}", event.to_json()));
        notes.lock().unwrap().push(event);
        async { Ok(()) }
    });
    (handlers, noted)
}

/// Hands out what waits.
pub(crate) async fn run(inbox: &Inbox, handlers: &Handlers) -> Dispatched {
    let mut options = DispatchOptions::default();
    options.until_empty = true;
    let dispatched =
        tokio::time::timeout(SOON, inbox.run(handlers, options)).await.expect("it ends").unwrap();
    look_at(inbox).await;
    dispatched
}

/// Reads what an inbox says of itself.
pub(crate) async fn look_at(inbox: &Inbox) {
    let (dead, gaps) = (inbox.dead_letters().await.unwrap(), inbox.gaps().await.unwrap());
    look_through(&format!("{inbox:?} {:?} {dead:?} {gaps:?}", inbox.counts().await.unwrap()));
}

pub(crate) fn texts(events: &Mutex<Vec<Received>>) -> Vec<String> {
    events.lock().unwrap().iter().map(|event| event.text().unwrap_or("-").to_owned()).collect()
}
