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
    /// Labels of it, by label id.
    pub labels: Vec<Box<str>>,
    /// History, oldest first.
    pub messages: Vec<Arc<Message>>,
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

    /// The newest message.
    #[must_use]
    pub fn last(&self) -> Option<&Arc<Message>> {
        self.messages.last()
    }
}
