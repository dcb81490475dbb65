//! `GET /api/{session}/all-chats`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, types::Chat};

/// Lists all conversations. Deprecated upstream in favour of list-chats; slow on large accounts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AllChats {}

operation! {
    AllChats => Vec<Chat> {
        Get "/api/{session}/all-chats",
        id: "all-chats",
        group: Chat,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get all chats"}"#),
        ],
    }
}
