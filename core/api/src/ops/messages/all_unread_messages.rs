//! `GET /api/{session}/all-unread-messages`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::types::Message;

/// Reads the unread messages of every chat. Nothing is marked as read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AllUnreadMessages {}

impl AllUnreadMessages {
    /// Asks for them.
    pub fn new() -> Self {
        Self::default()
    }
}

operation! {
    AllUnreadMessages => Vec<Message> {
        Get "/api/{session}/all-unread-messages",
        id: "all-unread-messages",
        group: Messages,
        failures: &[super::READ_FAILED],
    }
}
