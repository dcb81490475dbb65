//! Kinds of conversations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Kinds of conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChatKind {
    /// One other person, by number or by LID.
    Person,
    /// A group or community.
    Group,
    /// A channel.
    Newsletter,
    /// Status stories. They come over Socket.IO only.
    Status,
    /// A broadcast list.
    Broadcast,
}

impl ChatKind {
    /// The kind of this chat id.
    pub fn of(chat: &str) -> Option<Self> {
        match chat.rsplit_once('@')?.1 {
            _ if chat == "status@broadcast" => Some(Self::Status),
            "c.us" | "s.whatsapp.net" | "lid" => Some(Self::Person),
            "g.us" => Some(Self::Group),
            "newsletter" => Some(Self::Newsletter),
            "broadcast" => Some(Self::Broadcast),
            _ => None,
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "person" => Self::Person,
            "group" => Self::Group,
            "newsletter" => Self::Newsletter,
            "status" => Self::Status,
            "broadcast" => Self::Broadcast,
            _ => return None,
        })
    }
}
