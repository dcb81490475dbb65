//! `GET /api/{session}/unread-messages`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, types::Chat};

/// Takes out the unread messages, by chat: a second call gives less.
///
/// The answer is the only copy of what was new, so the call is not repeated after a failure. Events by webhook are the
/// reliable way to receive messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct UnreadMessages {}

impl UnreadMessages {
    /// Takes them out.
    pub fn new() -> Self {
        Self::default()
    }
}

operation! {
    UnreadMessages => Vec<Chat> {
        Get "/api/{session}/unread-messages",
        id: "unread-messages",
        group: Messages,
        effect: Effect::Send,
        failures: &[super::OPEN_LIST_FAILED],
    }
}
