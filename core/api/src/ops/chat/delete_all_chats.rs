//! `POST /api/{session}/delete-all-chats`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, Payload, Unsupported, types::Done};

/// Deletes all conversations; broken upstream, so it is not called.
///
/// The server reads an attribute that chats do not have and passes `undefined` on: with one chat or more it
/// fails, and no chat is changed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct DeleteAllChats {}

operation! {
    DeleteAllChats => Done {
        Post "/api/{session}/delete-all-chats",
        id: "delete-all-chats",
        group: Chat,
        effect: Effect::Set,
        payload: Payload::Whole,
        unsupported: Some(Unsupported::new(
            "the server names an undefined chat for every one it should delete, so it fails with the first one",
            "list them with list-chats and call delete-chat for each",
        )),
        failures: &[
            Failure::new(500, "there is a chat, or the library fails", r#"{"status":"error","message":"Error on delete all chats","error":{}}"#),
        ],
    }
}
