//! `GET /api/{session}/all-chats-with-messages`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, types::Chat};

/// Lists all conversations; despite its name without messages. Deprecated upstream in favour of list-chats.
///
/// Messages are read with get-messages or the helper messages-page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AllChatsWithMessages {}

operation! {
    AllChatsWithMessages => Vec<Chat> {
        Get "/api/{session}/all-chats-with-messages",
        id: "all-chats-with-messages",
        group: Chat,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get all chats whit messages","error":{}}"#),
        ],
    }
}
