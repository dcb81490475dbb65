use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Wid;

wire_struct! {
    /// A chat that was put into the archive or taken out.
    pub struct ArchivedChat {
        /// The chat.
        maybe wid: Wid = "wid",
        /// Whether it is in the archive now.
        maybe archive: bool = "archive",
    }
}

wire_struct! {
    /// A chat that was marked as read.
    pub struct SeenChat {
        /// The chat.
        maybe wid: Wid = "wid",
        /// How many unread messages it had.
        maybe unread_count: i64 = "unreadCount",
    }
}

/// Which side of the anchor is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ListDirection {
    /// The anchor and what follows it.
    After,
    /// What stands before it.
    Before,
}

/// What the other side sees the account do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub enum ShownState {
    /// It types.
    #[serde(rename = "0")]
    Typing,
    /// It records a voice message.
    #[serde(rename = "1")]
    Recording,
    /// It stopped.
    #[serde(rename = "2")]
    Paused,
}
