//! After a downtime: what the chats still show, and what nobody can know any more.

use std::ops::RangeInclusive;

use rusqlite::params;
use serde::Serialize;
use wppkit_api::{
    events::{EventHead, EventKind, Source},
    ops::{chat::all_chats::AllChats, messages::get_messages::GetMessages},
    types::Message,
};

use super::{Appended, Inbox, NewEvent};
use crate::{Error, Session};

/// Messages that are read of a chat at once, and at most.
const PAGE: i64 = 50;
const MOST: i64 = 1_600;

/// A span in which events of a session may have been lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Gap {
    /// Which session.
    pub session: String,
    /// Its beginning, in milliseconds since 1970.
    pub from_ms: i64,
    /// Its end, in milliseconds since 1970.
    pub to_ms: i64,
    /// Messages that were found in the chats and put into the inbox.
    pub recovered: u64,
    /// Kinds of events that leave no trace in a chat: whether there were any cannot be known.
    pub unknown_kinds: Vec<EventKind>,
    /// Why messages may be missing, too: a chat that could not be read.
    pub problem: Option<String>,
}

/// Kinds that leave no trace.
fn traceless() -> Vec<EventKind> {
    let webhook = |kind: &EventKind| kind.webhook_name().is_some() && !kind.leaves_trace();
    EventKind::ALL.iter().copied().filter(webhook).collect()
}

impl Inbox {
    /// Looks for messages of a session that arrived between two moments, in the chats that were active since, and puts
    /// those that are missing into the inbox, marked as recovered. What cannot be found is reported as a [`Gap`], which
    /// [`Inbox::gaps`] keeps.
    ///
    /// [`Inbox::silent_since_ms`] is the usual beginning: the last moment at which the process before this one could
    /// receive. Messages carry the time of WhatsApp, not of this machine: the span is looked at with
    /// [`super::InboxOptions::clock_skew`] on both sides, and one that reaches up to now has no end. What is in the inbox
    /// already is not taken twice. Reading a chat costs the server one call of the page.
    ///
    /// # Errors
    /// As every call of all-chats; `storage`.
    pub async fn recover(&self, session: &Session, from_ms: i64, to_ms: i64) -> Result<Gap, Error> {
        let mut gap = Gap {
            session: session.name().to_owned(),
            from_ms,
            to_ms,
            recovered: 0,
            unknown_kinds: traceless(),
            problem: None,
        };
        let span = self.stamps(from_ms, to_ms);
        let chats = session.call(AllChats::default()).await?;
        let active =
            chats.iter().filter(|chat| chat.t.is_none_or(|t| t.saturating_mul(1_000) >= *span.start()));
        for chat in active {
            match messages(session, chat.id.as_str(), *span.start()).await {
                Ok(messages) => {
                    let within = |message: &Message| {
                        let at = message.timestamp.or(message.t).unwrap_or_default();
                        span.contains(&at.saturating_mul(1_000))
                    };
                    for message in messages.iter().filter(|message| within(message)) {
                        gap.recovered += u64::from(self.take_recovered(session.name(), message).await?);
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, chat = chat.id.as_str(), "a chat could not be read after a downtime");
                    gap.problem = Some(format!("{} could not be read: {error}", chat.id));
                }
            }
        }
        self.keep_gap(&gap).await?;
        Ok(gap)
    }

    /// What messages of a span may be stamped with.
    fn stamps(&self, from_ms: i64, to_ms: i64) -> RangeInclusive<i64> {
        let skew = self.0.clock_skew_ms;
        let last = to_ms.saturating_add(skew);
        let last = if last >= self.0.time.now_ms() { i64::MAX } else { last };
        // Stamps are whole seconds.
        from_ms.saturating_sub(skew).saturating_sub(1_000)..=last
    }

    async fn take_recovered(&self, session: &str, message: &Message) -> Result<bool, Error> {
        let own = message.from_me.unwrap_or_else(|| message.id.from_me());
        let kind = if own { EventKind::SelfMessage } else { EventKind::Message };
        let Ok(body) = serde_json::to_vec(message) else { return Ok(false) };
        let body = bytes::Bytes::from(body);
        let Ok(mut head) = EventHead::of_webhook(&body) else { return Ok(false) };
        head.kind = kind;
        let event = NewEvent {
            session: session.to_owned(),
            kind,
            name: kind.as_str().to_owned(),
            chat: head.chat.clone().unwrap_or_default().into_owned(),
            source: Source::Recovered,
            received_ms: self.0.time.now_ms(),
            body: body.clone(),
        };
        Ok(matches!(self.append(event, &head).await?, Appended::New(_)))
    }

    async fn keep_gap(&self, gap: &Gap) -> Result<(), Error> {
        let gap = gap.clone();
        let write = move |connection: &mut rusqlite::Connection| {
            connection.execute(
                "INSERT INTO gaps (session, from_ms, to_ms, recovered, problem) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (session, from_ms) DO UPDATE SET to_ms = ?3, recovered = recovered + ?4, problem = ?5",
                params![gap.session, gap.from_ms, gap.to_ms, gap.recovered as i64, gap.problem],
            )
        };
        self.database().call("keep a gap", write).await.map(drop)
    }

    /// Spans in which events may have been lost, oldest first.
    ///
    /// # Errors
    /// `storage`.
    pub async fn gaps(&self) -> Result<Vec<Gap>, Error> {
        let read = |connection: &mut rusqlite::Connection| {
            let mut select = connection.prepare(
                "SELECT session, from_ms, to_ms, recovered, problem FROM gaps ORDER BY from_ms, session",
            )?;
            let gap = |row: &rusqlite::Row<'_>| {
                Ok(Gap {
                    session: row.get(0)?,
                    from_ms: row.get(1)?,
                    to_ms: row.get(2)?,
                    recovered: row.get::<_, i64>(3)?.unsigned_abs(),
                    unknown_kinds: traceless(),
                    problem: row.get(4)?,
                })
            };
            select.query_map([], gap)?.collect()
        };
        self.database().read("read gaps", read).await
    }
}

/// The newest messages of a chat, so many that they reach back to `from_ms`.
async fn messages(session: &Session, chat: &str, from_ms: i64) -> Result<Vec<Message>, Error> {
    let mut count = PAGE;
    loop {
        let mut request = GetMessages::new(chat);
        request.count = Some(count);
        let found = session.call(request).await?.into_value();
        let oldest = found.iter().filter_map(|message| message.timestamp.or(message.t)).min();
        let reaches = oldest.is_none_or(|oldest| oldest.saturating_mul(1_000) < from_ms);
        if reaches || (found.len() as i64) < count || count >= MOST {
            return Ok(found);
        }
        count *= 2;
    }
}
