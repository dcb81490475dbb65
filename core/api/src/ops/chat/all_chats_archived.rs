//! `GET /api/{session}/all-chats-archived`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, Payload, types::Chat};

/// Lists the archived conversations.
///
/// The server reads every chat for it: as slow as all-chats.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AllChatsArchived {}

operation! {
    AllChatsArchived => Vec<Chat> {
        Get "/api/{session}/all-chats-archived",
        id: "all-chats-archived",
        group: Chat,
        success: 201,
        payload: Payload::Whole,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on archive all chats","error":{}}"#),
        ],
    }
}
