//! Received events for language bindings: an inbox, what fills it, and who gets what is in it.

mod config;
mod relay;

use std::{fmt, net::IpAddr, str::FromStr, sync::Arc};

use bytes::Bytes;
use config::{InboxConfig, ListenConfig, RangeConfig, ReplyConfig, RunConfig, SpanConfig};
pub use relay::{RelayHandle, verify_relay};
use serde_json::{Value, json};

use super::{ClientHandle, config::positive, read};
use crate::{
    BoxFuture, Error,
    events::{
        Filter, Handlers, Inbox, InboxOptions, Matching, Receiver,
        socket::{SocketClient, SocketNotice},
    },
};

/// What a handler of the language answers: nothing, or why it could not handle the event.
pub type Handled = BoxFuture<'static, Result<(), String>>;

/// The filter of a handler, and the relay that it is, if it is none of the language's.
pub type Wanting = (String, Option<RelayHandle>);

/// An inbox of a language binding, with its receiver. Cloning is cheap.
#[derive(Clone)]
pub struct InboxHandle {
    inbox: Inbox,
    receiver: Option<Receiver>,
}

impl InboxHandle {
    /// Opens an inbox with settings as JSON: `{path, url, peers, answerAfterHandlers, handlerTimeoutMs, bodyLimit,
    /// retentionMs}`. Blocks for a moment.
    ///
    /// # Errors
    /// `invalid_input` that names the setting; `storage`.
    pub fn open(json: &[u8]) -> Result<Self, Error> {
        let config: InboxConfig = read("settings of the inbox", json)?;
        let mut options = InboxOptions::default();
        if let Some(retention) = positive("retention", config.retention_ms)? {
            options.retention = retention;
        }
        let inbox = match &config.path {
            Some(path) => Inbox::open(path, options)?,
            None => Inbox::in_memory(options)?,
        };
        let receiver = config.url.as_deref().map(|url| config.receiver(&inbox, url)).transpose()?;
        Ok(Self { inbox, receiver })
    }

    fn receiver(&self) -> Result<&Receiver, Error> {
        self.receiver.as_ref().ok_or_else(|| {
            Error::invalid_input("the inbox has no public address")
                .with_hint("open it with the url under which the server reaches you")
        })
    }

    /// The webhook address for the next start of a session. It is a secret.
    ///
    /// # Errors
    /// `invalid_input` without a public address; `storage`.
    pub async fn webhook_url(&self, session: &str) -> Result<String, Error> {
        self.receiver()?.webhook_url(session).await
    }

    /// Gives the session another webhook address from its next start on. The old one stays valid until the server
    /// uses the new one. Gives `null`.
    ///
    /// # Errors
    /// `invalid_input` without a public address; `storage`.
    pub async fn rotate(&self, session: &str) -> Result<Bytes, Error> {
        self.receiver()?.rotate(session).await?;
        Ok(Bytes::from_static(b"null"))
    }

    /// Takes a webhook in: `token` is the last segment of its path. Gives `{status, body}` to answer with, as JSON.
    ///
    /// # Errors
    /// `invalid_input` without a public address.
    pub async fn receive(
        &self,
        method: &str,
        token: &str,
        peer: Option<IpAddr>,
        body: Bytes,
    ) -> Result<Bytes, Error> {
        let answer = self.receiver()?.receive(method, token, peer, body).await;
        let body = Value::from_str(answer.body).unwrap_or_default();
        Ok(json!({ "status": answer.status, "body": body }).to_string().into())
    }

    /// Lets the client's sessions learn from the events that arrive here.
    ///
    /// # Errors
    /// `invalid_input` if the client is closed.
    pub fn feed(&self, client: &ClientHandle) -> Result<(), Error> {
        self.inbox.feed(&client.client()?);
        Ok(())
    }

    /// A listener that takes in what the client's server broadcasts over Socket.IO; the client's sessions learn from it.
    /// Options as JSON: `{sessions, unattributed}`, see [`crate::events::socket::SocketOptions`]; `unattributed` is
    /// `"refuse"`, `"keep"` or `{"of": session}`.
    ///
    /// # Errors
    /// `invalid_input` that names the option, or if the client is closed.
    pub fn listen(&self, client: &ClientHandle, options: &[u8]) -> Result<Listener, Error> {
        let config: ListenConfig = read("options of listen", options)?;
        self.feed(client)?;
        SocketClient::new(&self.inbox, client.base_url(), config.options()).map(Listener)
    }

    /// Hands events to handlers until the future is dropped, or until nothing waits if the options `{matching,
    /// concurrency, attempts, minDelayMs, maxDelayMs, untilEmpty, shared}` say so. `handlers` are in order; `handle`
    /// gets the place of one of the language's and the event as JSON. Gives what was done, as JSON.
    ///
    /// # Errors
    /// `invalid_input` that names the option or filter; `storage`.
    pub async fn run(
        &self,
        handlers: &[Wanting],
        options: &[u8],
        handle: impl Fn(usize, Bytes) -> Handled + Send + Sync + 'static,
    ) -> Result<Bytes, Error> {
        let config = read::<RunConfig>("options of the handlers", options)?;
        let options = config.options()?;
        let handlers = handing(handlers, config.matching.unwrap_or_default(), Arc::new(handle))?;
        let _turn = if config.shared { Some(self.inbox.turn().await?) } else { None };
        let done = self.inbox.run(&handlers, options).await?;
        Ok(json!({ "handled": done.handled, "dead": done.dead }).to_string().into())
    }

    /// The next message that somebody else writes in the chat of an event, as JSON; `null` if none comes in time. It goes
    /// here and to no handler, and is waited for from this call on. What is asked for: `{session, chat, timeoutMs}`.
    ///
    /// # Errors
    /// `invalid_input` that names the field, or for an event that belongs to no chat.
    pub fn wait_for_reply(
        &self,
        wanted: &[u8],
    ) -> Result<impl Future<Output = Result<Bytes, Error>> + Send + use<>, Error> {
        let wanted: ReplyConfig = read("reply that is waited for", wanted)?;
        let (session, chat, timeout) = wanted.parts()?;
        // The wait begins here, where the binding calls, and its clock is the runtime's.
        let _entered = super::runtime()?.enter();
        let reply = self.inbox.0.replies.reply_in(session, chat, timeout);
        Ok(async move { Ok(json!(reply.await.map(|event| event.to_json())).to_string().into()) })
    }

    /// How much is in it: `{waiting, handled, dead}` as JSON.
    ///
    /// # Errors
    /// `storage`.
    pub async fn counts(&self) -> Result<Bytes, Error> {
        let counts = self.inbox.counts().await?;
        Ok(json!({ "waiting": counts.waiting, "handled": counts.handled, "dead": counts.dead })
            .to_string()
            .into())
    }

    /// The events that were put aside, as a JSON list of `{event, attempts, error}`.
    ///
    /// # Errors
    /// `storage`.
    pub async fn dead_letters(&self) -> Result<Bytes, Error> {
        let letters = self.inbox.dead_letters().await?.into_iter();
        let letters = letters.map(|letter| {
            json!({ "event": letter.event.to_json(), "attempts": letter.attempts, "error": letter.error })
        });
        Ok(Value::Array(letters.collect()).to_string().into())
    }

    /// Has one event that was put aside handled again, or all of them; how many, as JSON.
    ///
    /// # Errors
    /// `storage`.
    pub async fn redrive(&self, seq: Option<i64>) -> Result<Bytes, Error> {
        Ok(self.inbox.redrive(seq).await?.to_string().into())
    }

    /// Has the events of a range `{fromSeq, fromMs, toMs, session}` handled once more; how many, as JSON.
    ///
    /// # Errors
    /// `invalid_input` that names the field; `storage`.
    pub async fn replay(&self, range: &[u8]) -> Result<Bytes, Error> {
        let range = read::<RangeConfig>("range of the replay", range)?.range();
        Ok(self.inbox.replay(&range).await?.to_string().into())
    }

    /// Since when events may be missing: the last moment at which the process before this one could receive, in
    /// milliseconds since 1970. None if there was none.
    pub fn silent_since_ms(&self) -> Option<i64> {
        self.inbox.silent_since_ms()
    }

    /// Puts messages of a session that arrived in the span `{fromMs, toMs}` into the inbox, marked as recovered. Without a
    /// beginning it is [`InboxHandle::silent_since_ms`], without an end it reaches up to now. Gives the gap as JSON:
    /// `{session, fromMs, toMs, recovered, unknownKinds, problem}`; `null` if nobody was listening before.
    ///
    /// # Errors
    /// `invalid_input` that names the field, or if the client is closed; as every call of all-chats; `storage`.
    pub async fn recover(&self, client: &ClientHandle, session: &str, span: &[u8]) -> Result<Bytes, Error> {
        let span = read::<SpanConfig>("span of the downtime", span)?;
        let session = client.client()?.session(session)?;
        let gap = match span.span(self.silent_since_ms(), self.inbox.0.time.now_ms())? {
            Some((from, to)) => Some(self.inbox.recover(&session, from, to).await?),
            None => None,
        };
        Ok(json!(gap).to_string().into())
    }

    /// Spans in which events may have been lost, as a JSON list of what [`InboxHandle::recover`] gives, oldest first.
    ///
    /// # Errors
    /// `storage`.
    pub async fn gaps(&self) -> Result<Bytes, Error> {
        Ok(json!(self.inbox.gaps().await?).to_string().into())
    }
}

/// Takes in what a server broadcasts over Socket.IO; made by [`InboxHandle::listen`].
#[derive(Debug)]
pub struct Listener(SocketClient);

impl Listener {
    /// Takes events in until the future is dropped; a lost connection is made again. `notice` gets `{type: "connected"}`
    /// and `{type: "disconnected", why, retryInMs}` as JSON.
    ///
    /// # Errors
    /// `storage` if an event cannot be stored.
    pub async fn run(self, notice: impl Fn(Bytes) + Send) -> Result<Bytes, Error> {
        let told = |seen: SocketNotice| {
            let seen = match seen {
                SocketNotice::Connected => json!({ "type": "connected" }),
                SocketNotice::Disconnected { why, retry_in } => {
                    let retry_in = u64::try_from(retry_in.as_millis()).unwrap_or(u64::MAX);
                    json!({ "type": "disconnected", "why": why, "retryInMs": retry_in })
                }
            };
            notice(seen.to_string().into());
        };
        self.0.run(told).await?;
        Ok(Bytes::from_static(b"null"))
    }
}

/// The handlers as the dispatcher has them.
fn handing(
    wanting: &[Wanting],
    matching: Matching,
    handle: Arc<impl Fn(usize, Bytes) -> Handled + Send + Sync + 'static>,
) -> Result<Handlers, Error> {
    let mut handlers = if matching == Matching::All { Handlers::all() } else { Handlers::new() };
    for (place, (filter, relay)) in wanting.iter().enumerate() {
        let filter = filter.parse::<Filter>()?;
        handlers = match relay {
            Some(relay) => handlers.on(filter, relay.0.handler()),
            None => {
                let handle = Arc::clone(&handle);
                handlers.on(filter, move |event| {
                    let handled = handle(place, event.to_json().to_string().into());
                    async move { handled.await.map_err(Into::into) }
                })
            }
        };
    }
    Ok(handlers)
}

impl fmt::Debug for InboxHandle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("InboxHandle").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
