//! `GET /api/{session}/all-new-messages`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::types::Message;

/// Reads the messages that came in since they were last read out, of every unread chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AllNewMessages {}

impl AllNewMessages {
    /// Asks for them.
    pub fn new() -> Self {
        Self::default()
    }
}

operation! {
    AllNewMessages => Vec<Message> {
        Get "/api/{session}/all-new-messages",
        id: "all-new-messages",
        group: Messages,
        failures: &[super::READ_FAILED],
    }
}
