//! Conversations and their history.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::message::Message;
use super::wid::Wid;

/// Time of the last activity of a chat in which nothing happened yet, in epoch seconds.
pub const QUIET_SINCE: i64 = 1_760_000_000;

/// One conversation: with a person, a group, a channel or a broadcast list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Chat {
    /// With whom.
    pub id: Wid,
    /// Shown name; `None` for a chat with an unknown number.
    pub name: Option<Box<str>>,
    /// Last activity, epoch seconds.
    pub t: i64,
    /// Unread messages; -1 = marked as unread.
    pub unread: i32,
    /// In the archive.
    pub archived: bool,
    /// When it was pinned, epoch seconds; 0 = it is not.
    #[serde(default)]
    pub pinned: i64,
    /// Until when it is muted, epoch seconds; 0 = it is not.
    #[serde(default)]
    pub muted_until: i64,
    /// Seconds after which new messages disappear; 0 = they stay.
    #[serde(default)]
    pub ephemeral: u32,
    /// What the other side sees the account do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Shown>,
    /// Labels of it, by label id.
    pub labels: Vec<Box<str>>,
    /// History, oldest first.
    pub messages: Vec<Arc<Message>>,
}

/// What the other side of a chat sees the account do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    /// What it does.
    pub what: Doing,
    /// Epoch milliseconds at which it ends by itself; `None` = it goes on until it is stopped.
    pub until_ms: Option<u64>,
}

/// What an account does in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Doing {
    /// It types.
    Typing,
    /// It records a voice message.
    Recording,
}

impl Chat {
    /// A chat without messages.
    #[must_use]
    pub fn new(id: Wid, name: Option<&str>) -> Self {
        let name = name.map(Into::into);
        Self {
            id,
            name,
            t: QUIET_SINCE,
            unread: 0,
            archived: false,
            pinned: 0,
            muted_until: 0,
            ephemeral: 0,
            shown: None,
            labels: Vec::new(),
            messages: Vec::new(),
        }
    }

    /// `chat`, `group`, `broadcast` or `newsletter`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.id.server() {
            "g.us" => "group",
            "broadcast" => "broadcast",
            "newsletter" => "newsletter",
            _ => "chat",
        }
    }

    /// Adds a message to the end of the history.
    pub fn push(&mut self, message: Arc<Message>) {
        self.t = message.t;
        self.messages.push(message);
    }

    /// Whether it is muted at this time, in epoch seconds.
    #[must_use]
    pub fn is_muted(&self, now: i64) -> bool {
        self.muted_until > now
    }

    /// Takes the messages away, but for the starred ones.
    pub fn clear(&mut self) {
        self.messages.retain(|message| message.is_starred());
        self.unread = 0;
    }

    /// The newest message.
    #[must_use]
    pub fn last(&self) -> Option<&Arc<Message>> {
        self.messages.last()
    }
}
