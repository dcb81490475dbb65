//! `POST /api/{session}/archive-all-chats`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, Payload, Unsupported, types::Done};

/// Archives all conversations; broken upstream, so it is not called.
///
/// The server reads an attribute that chats do not have and passes `undefined` on: with one chat or more it
/// fails, and no chat is changed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ArchiveAllChats {}

operation! {
    ArchiveAllChats => Done {
        Post "/api/{session}/archive-all-chats",
        id: "archive-all-chats",
        group: Chat,
        effect: Effect::Set,
        success: 201,
        payload: Payload::Whole,
        unsupported: Some(Unsupported::new(
            "the server names an undefined chat for every one it should archive, so it fails with the first one",
            "list them with list-chats and call archive-chat for each",
        )),
        failures: &[
            Failure::new(500, "there is a chat, or the library fails", r#"{"status":"error","message":"Error on archive all chats","error":{}}"#),
        ],
    }
}
