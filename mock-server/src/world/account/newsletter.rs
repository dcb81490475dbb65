//! Channels.

use serde::{Deserialize, Serialize};

use super::wid::Wid;

/// A channel that the account owns or follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newsletter {
    /// The channel.
    pub id: Wid,
    /// Code of its invite link.
    pub invite_code: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Description; `None` when it has none.
    pub description: Option<Box<str>>,
    /// Followers.
    pub subscribers: u32,
    /// Epoch seconds of its creation.
    pub timestamp: i64,
    /// The account hears nothing of it.
    #[serde(default)]
    pub muted: bool,
}
