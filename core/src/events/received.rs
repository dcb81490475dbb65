//! One event as handlers see it.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::Bytes;
use serde_json::{Value, json};
use wppkit_api::{
    events::{Event, EventData, EventKind, Source, parse_socket, parse_webhook, recovered},
    types::Message,
};

use super::{NewEvent, ReceivedMedia, replies::Replies};

/// An event from the inbox. Cloning is cheap.
#[derive(Clone)]
pub struct Received(Arc<Inner>);

struct Inner {
    stored: Stored,
    event: OnceLock<Event>,
    replies: Arc<Replies>,
}

/// What the inbox keeps of an event.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) seq: i64,
    pub(crate) session: String,
    pub(crate) kind: EventKind,
    pub(crate) name: String,
    pub(crate) chat: String,
    pub(crate) source: Source,
    pub(crate) received_ms: i64,
    pub(crate) body: Bytes,
}

impl Stored {
    /// An event under the number that it was given.
    pub(crate) fn new(seq: i64, event: NewEvent) -> Self {
        let NewEvent { session, kind, name, chat, source, received_ms, body } = event;
        Self { seq, session, kind, name, chat, source, received_ms, body }
    }
}

impl Received {
    pub(crate) fn new(stored: Stored, replies: Arc<Replies>) -> Self {
        Self(Arc::new(Inner { stored, event: OnceLock::new(), replies }))
    }

    /// Its number in the inbox; rises with every event.
    pub fn seq(&self) -> i64 {
        self.0.stored.seq
    }

    /// The session that it belongs to: the one whose webhook URL was called, whatever the payload says. Empty for
    /// a Socket.IO event that belongs to none for sure.
    pub fn session(&self) -> &str {
        &self.0.stored.session
    }

    /// What it is.
    pub fn kind(&self) -> EventKind {
        self.0.stored.kind
    }

    /// Which way it came.
    pub fn source(&self) -> Source {
        self.0.stored.source
    }

    /// Whether it was read from the chat afterwards, because it may have been missed.
    pub fn recovered(&self) -> bool {
        self.source() == Source::Recovered
    }

    /// The conversation; none for what concerns the session as a whole.
    pub fn chat(&self) -> Option<&str> {
        Some(self.0.stored.chat.as_str()).filter(|chat| !chat.is_empty())
    }

    /// When it arrived here, in milliseconds since 1970.
    pub fn received_ms(&self) -> i64 {
        self.0.stored.received_ms
    }

    /// The payload, untouched: a webhook's body, or the data of a Socket.IO event.
    pub fn raw(&self) -> &Bytes {
        &self.0.stored.body
    }

    /// The event, typed; read on first use.
    pub fn event(&self) -> &Event {
        self.0.event.get_or_init(|| {
            let stored = &self.0.stored;
            let read = match stored.source {
                Source::Socket => parse_socket(&stored.name, &stored.body),
                Source::Recovered => serde_json::from_slice::<Message>(&stored.body)
                    .map(|message| recovered(&stored.session, message))
                    .map_err(Into::into),
                _ => parse_webhook(&stored.body),
            };
            // What is in the inbox was read before it was stored, so that this is what a damaged file gives.
            read.unwrap_or_else(|error| {
                let raw = Value::String(String::from_utf8_lossy(&stored.body).into_owned());
                Event::unknown(stored.source, &stored.name, raw, Some(error.to_string()))
            })
        })
    }

    /// Its data.
    pub fn data(&self) -> &EventData {
        &self.event().data
    }

    /// The message that it is about, for kinds that carry one.
    pub fn message(&self) -> Option<&Message> {
        self.event().message()
    }

    /// The file that the message came with, if the receiver put it into a folder ([`super::MediaFolder`]).
    pub fn media(&self) -> Option<ReceivedMedia> {
        ReceivedMedia::of(self.raw())
    }

    /// The text of the message: its caption, if it carries media.
    pub fn text(&self) -> Option<&str> {
        let message = self.message()?;
        match message.caption.as_deref() {
            Some(caption) => Some(caption),
            None if message.mimetype.is_some() => None,
            None => message.body.as_deref(),
        }
    }

    /// The next message that somebody else writes in the same chat, if one comes in time. It goes here and to no
    /// handler. It is waited for from the call on: call it before the question is sent, and await it afterwards.
    ///
    /// The answer of a person may carry the other one of their ids, number or LID. It is recognized if the inbox knows the
    /// client ([`super::Inbox::feed`]); the first time, the server is asked for the other id while the wait goes on.
    pub fn wait_for_reply(&self, timeout: Duration) -> impl Future<Output = Option<Self>> + Send + use<> {
        let reply = self
            .chat()
            .map(|chat| self.0.replies.reply_in(self.session().to_owned(), chat.to_owned(), timeout));
        async move { reply?.await }
    }

    /// The event as JSON: `seq`, `session`, `kind`, `name`, `source`, `recovered`, `chat`, `receivedMs`, `data`.
    /// This is the form in which every language gets it.
    pub fn to_json(&self) -> Value {
        let stored = &self.0.stored;
        json!({
            "seq": stored.seq,
            "session": Some(&stored.session).filter(|session| !session.is_empty()),
            "kind": stored.kind,
            "name": stored.name,
            "source": stored.source,
            "recovered": self.recovered(),
            "chat": self.chat(),
            "receivedMs": stored.received_ms,
            "data": self.data(),
        })
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Received")
            .field("seq", &self.seq())
            .field("session", &self.session())
            .field("kind", &self.kind())
            .field("chat", &self.chat())
            .finish_non_exhaustive()
    }
}
