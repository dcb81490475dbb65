//! A Socket.IO client: the events that the server broadcasts, into the same inbox.
//!
//! The server has no authentication there and tells everybody everything, so what the payload does not attribute to
//! a session belongs to none for sure. Events are at most once: what happens while the connection is down is lost,
//! and is only found again where webhooks or the chats have it.

mod packet;

use std::{fmt, time::Duration};

use backon::{BackoffBuilder, ExponentialBuilder};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use packet::{Packet, read};
use serde::Deserialize;
use tokio_tungstenite::{connect_async, tungstenite::Message};
use url::Url;
use wppkit_api::{
    events::{EventHead, Source},
    types::ShownAddress,
};

use super::{Inbox, NewEvent};
use crate::{Error, ErrorCode};

/// What the client takes in.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct SocketOptions {
    /// Only events of these sessions; all by default.
    pub sessions: Option<Vec<String>>,
    /// What becomes of events that name no session.
    pub unattributed: Unattributed,
}

/// What becomes of events that name no session: acks, presence, reactions, calls, and more (recorded).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Unattributed {
    /// They are left out: they may be of any session of the server.
    #[default]
    Refuse,
    /// They are stored without a session: [`super::Received::session`] is empty.
    Keep,
    /// They are of this session, because the server has no other.
    Of(String),
}

/// What the client saw, as it goes along.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SocketNotice {
    /// Connected: from now on events come.
    Connected,
    /// The connection is gone, and is made again after a pause.
    Disconnected {
        /// Why.
        why: String,
        /// The pause.
        retry_in: Duration,
    },
}

/// A client of one server.
#[derive(Clone)]
pub struct SocketClient {
    url: Url,
    inbox: Inbox,
    options: SocketOptions,
}

impl SocketClient {
    /// A client of the server at this base URL.
    ///
    /// # Errors
    /// `invalid_input` for an address that is no HTTP URL.
    pub fn new(inbox: &Inbox, base: &str, options: SocketOptions) -> Result<Self, Error> {
        let wrong =
            || Error::invalid_input(format!("{base} is no base URL")).with_hint("http://127.0.0.1:21465");
        let mut url = Url::parse(base).map_err(|_| wrong())?;
        let scheme = match url.scheme() {
            "http" => "ws",
            "https" => "wss",
            _ => return Err(wrong()),
        };
        url.set_scheme(scheme).map_err(|()| wrong())?;
        url.set_path(&format!("{}/socket.io/", url.path().trim_end_matches('/')));
        url.set_query(Some("EIO=4&transport=websocket"));
        Ok(Self { url, inbox: inbox.clone(), options })
    }

    /// Takes events in until the future is dropped. A lost connection is made again, with growing pauses.
    ///
    /// # Errors
    /// `storage` if an event cannot be stored.
    pub async fn run(&self, mut notice: impl FnMut(SocketNotice)) -> Result<(), Error> {
        let pauses = || {
            ExponentialBuilder::default()
                .with_min_delay(Duration::from_millis(500))
                .with_max_delay(Duration::from_secs(30))
                .without_max_times()
                .with_jitter()
                .build()
        };
        let mut waits = pauses();
        loop {
            let why = match self.connection(&mut || notice(SocketNotice::Connected)).await {
                Ok(Ended { why, was_up }) => {
                    if was_up {
                        waits = pauses();
                    }
                    why
                }
                Err(error) => return Err(error),
            };
            let retry_in = waits.next().unwrap_or(Duration::from_secs(30));
            tracing::debug!(why, ?retry_in, "the Socket.IO connection ended");
            notice(SocketNotice::Disconnected { why, retry_in });
            self.inbox.0.clock.sleep(retry_in).await;
        }
    }

    async fn connection(&self, connected: &mut impl FnMut()) -> Result<Ended, Error> {
        let down = |why: String| Ok(Ended { why, was_up: false });
        let (mut stream, _) = match connect_async(self.url.as_str()).await {
            Ok(opened) => opened,
            Err(error) => return down(error.to_string()),
        };
        let mut was_up = false;
        // Until the server says how often it pings.
        let mut silence = Duration::from_secs(45);
        loop {
            let next = tokio::time::timeout(silence, stream.next()).await;
            let text = match next {
                Err(_) => return Ok(Ended { why: "the server fell silent".to_owned(), was_up }),
                Ok(None) => return Ok(Ended { why: "the server closed the connection".to_owned(), was_up }),
                Ok(Some(Err(error))) => return Ok(Ended { why: error.to_string(), was_up }),
                Ok(Some(Ok(Message::Text(text)))) => text,
                Ok(Some(Ok(_))) => continue,
            };
            let reply = match read(&text) {
                Packet::Open { silence: allowed } => {
                    silence = allowed;
                    Some("40")
                }
                Packet::Ping => Some("3"),
                Packet::Connected => {
                    was_up = true;
                    connected();
                    None
                }
                Packet::Event { name, data } => {
                    self.take_in(&name, data).await?;
                    None
                }
                Packet::Closed(why) => return Ok(Ended { why, was_up }),
                Packet::Other => None,
            };
            if let Some(reply) = reply
                && let Err(error) = stream.send(Message::text(reply)).await
            {
                return Ok(Ended { why: error.to_string(), was_up });
            }
        }
    }

    async fn take_in(&self, name: &str, data: Bytes) -> Result<(), Error> {
        let Ok(head) = EventHead::of_socket(name, &data) else {
            tracing::debug!(name, "an event of another shape is left out");
            return Ok(());
        };
        let session = match (head.session.as_deref(), &self.options.unattributed) {
            (Some(session), _) => session.to_owned(),
            (None, Unattributed::Refuse) => return Ok(()),
            (None, Unattributed::Keep) => String::new(),
            (None, Unattributed::Of(session)) => session.clone(),
        };
        let wanted = |sessions: &Vec<String>| session.is_empty() || sessions.contains(&session);
        if !self.options.sessions.as_ref().is_none_or(wanted) {
            return Ok(());
        }
        let event = NewEvent {
            session,
            kind: head.kind,
            name: name.to_owned(),
            chat: head.chat.clone().unwrap_or_default().into_owned(),
            source: Source::Socket,
            received_ms: self.inbox.0.time.now_ms(),
            body: data.clone(),
        };
        self.inbox.append(event, &head).await.map(drop).map_err(|error| error.with_code(ErrorCode::Storage))
    }
}

struct Ended {
    why: String,
    was_up: bool,
}

impl fmt::Debug for SocketClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SocketClient")
            .field("url", &ShownAddress(self.url.as_str()))
            .finish_non_exhaustive()
    }
}
