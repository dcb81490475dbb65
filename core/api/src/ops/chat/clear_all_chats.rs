//! `POST /api/{session}/clear-all-chats`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, Payload, Unsupported, types::Done};

/// Clears all conversations; broken upstream, so it is not called.
///
/// The server reads an attribute that chats do not have and passes `undefined` on: with one chat or more it
/// fails, and no chat is changed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ClearAllChats {}

operation! {
    ClearAllChats => Done {
        Post "/api/{session}/clear-all-chats",
        id: "clear-all-chats",
        group: Chat,
        effect: Effect::Set,
        success: 201,
        payload: Payload::Whole,
        unsupported: Some(Unsupported::new(
            "the server names an undefined chat for every one it should clear, so it fails with the first one",
            "list them with list-chats and call clear-chat for each",
        )),
        failures: &[
            Failure::new(500, "there is a chat, or the library fails", r#"{"status":"error","message":"Error on clear all chats","error":{}}"#),
        ],
    }
}
