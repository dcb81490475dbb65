//! Settings of an inbox, its handlers and what fills it, as JSON.

use std::{net::IpAddr, path::PathBuf, time::Duration};

use serde::Deserialize;

use crate::{
    Error,
    bridge::config::{at_least_one, duration, positive},
    events::{
        AnswerAfter, DispatchOptions, Inbox, Matching, Receiver, ReceiverOptions, ReplayRange,
        socket::{SocketOptions, Unattributed},
    },
};

/// How often one of several processes looks for what the others put in.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Settings of an inbox.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct InboxConfig {
    /// File of the inbox; memory if it is left out.
    pub(super) path: Option<PathBuf>,
    /// Public address of the webhooks, such as `https://bot.example/hooks`.
    pub(super) url: Option<String>,
    /// Addresses that may post; everybody by default.
    peers: Option<Vec<IpAddr>>,
    /// Answer a webhook only after its handlers.
    answer_after_handlers: bool,
    /// How long handlers may then take.
    handler_timeout_ms: Option<u64>,
    /// Largest body of a webhook.
    body_limit: Option<usize>,
    /// How long handled events are kept.
    pub(super) retention_ms: Option<u64>,
}

impl InboxConfig {
    pub(super) fn receiver(&self, inbox: &Inbox, url: &str) -> Result<Receiver, Error> {
        let mut options = ReceiverOptions::default();
        options.peers.clone_from(&self.peers);
        options.body_limit = self.body_limit.unwrap_or(options.body_limit);
        if self.answer_after_handlers {
            options.answer_after = AnswerAfter::Handled;
        }
        if let Some(timeout) = positive("handlerTimeout", self.handler_timeout_ms)? {
            options.handler_timeout = timeout;
        }
        Receiver::new(inbox, url, options)
    }
}

/// How events are handed to handlers.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct RunConfig {
    pub(super) matching: Option<Matching>,
    concurrency: Option<usize>,
    attempts: Option<u32>,
    min_delay_ms: Option<u64>,
    max_delay_ms: Option<u64>,
    until_empty: bool,
    /// Several processes share the file: one of them hands out, and looks for what the others put in.
    pub(super) shared: bool,
}

impl RunConfig {
    pub(super) fn options(&self) -> Result<DispatchOptions, Error> {
        let mut options = DispatchOptions::default();
        at_least_one("attempts", self.attempts)?;
        at_least_one("concurrency", self.concurrency)?;
        options.concurrency = self.concurrency.unwrap_or(options.concurrency);
        options.attempts = self.attempts.unwrap_or(options.attempts);
        options.until_empty = self.until_empty;
        options.look_every = self.shared.then_some(LOOK_EVERY);
        let delay = |name, ms, default: Duration| Ok::<_, Error>(duration(name, ms)?.unwrap_or(default));
        options.min_delay = delay("minDelay", self.min_delay_ms, options.min_delay)?;
        options.max_delay = delay("maxDelay", self.max_delay_ms, options.max_delay)?;
        Ok(options)
    }
}

/// Which stored events to handle again.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct RangeConfig {
    from_seq: Option<i64>,
    from_ms: Option<i64>,
    to_ms: Option<i64>,
    session: Option<String>,
}

impl RangeConfig {
    pub(super) fn range(self) -> ReplayRange {
        let mut range = ReplayRange::default();
        (range.from_seq, range.from_ms, range.to_ms, range.session) =
            (self.from_seq, self.from_ms, self.to_ms, self.session);
        range
    }
}

/// The reply that somebody waits for.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct ReplyConfig {
    /// Session of the event that is replied to; none for some of Socket.IO.
    session: Option<String>,
    /// Its chat.
    chat: Option<String>,
    timeout_ms: Option<u64>,
}

impl ReplyConfig {
    /// Session, chat and the longest wait.
    pub(super) fn parts(self) -> Result<(String, String, Duration), Error> {
        let chat = self.chat.filter(|chat| !chat.is_empty()).ok_or_else(|| {
            Error::invalid_input("event: belongs to no chat, so that nobody can reply to it")
                .with_hint("wait for replies to messages and the like")
        })?;
        let timeout = positive("timeout", self.timeout_ms)?.ok_or_else(|| {
            Error::invalid_input("timeout: is missing").with_hint("say how long a reply is waited for")
        })?;
        Ok((self.session.unwrap_or_default(), chat, timeout))
    }
}

/// A time in which nothing was received.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct SpanConfig {
    from_ms: Option<i64>,
    to_ms: Option<i64>,
}

impl SpanConfig {
    /// Beginning and end; `None` if nothing says since when events may be missing.
    pub(super) fn span(
        &self,
        silent_since_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<Option<(i64, i64)>, Error> {
        let Some(from) = self.from_ms.or(silent_since_ms) else { return Ok(None) };
        let to = self.to_ms.unwrap_or(now_ms.max(from));
        if from > to {
            return Err(Error::invalid_input("the span ends before it begins")
                .with_hint("give the earlier moment first, or leave the end out for now"));
        }
        Ok(Some((from, to)))
    }
}

/// What is taken in of what a server broadcasts over Socket.IO.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct ListenConfig {
    sessions: Option<Vec<String>>,
    unattributed: Option<Unattributed>,
}

impl ListenConfig {
    pub(super) fn options(self) -> SocketOptions {
        SocketOptions { sessions: self.sessions, unattributed: self.unattributed.unwrap_or_default() }
    }
}
