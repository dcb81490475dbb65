//! `GET /api/{session}/list-mutes/{type}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Failure,
    types::{MuteKind, MuteList},
};

/// Lists which chats are muted.
///
/// It relies on objects that newer WhatsApp pages may not have; then it answers 500. list-chats tells the
/// same in `muteExpiration`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ListMutes {
    /// Which chats: `all`, `toMute` (the muted ones) or `noMute` (the others).
    #[serde(rename = "type")]
    pub kind: MuteKind,
}

impl ListMutes {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(kind: MuteKind) -> Self {
        Self { kind }
    }
}

operation! {
    ListMutes => Option<MuteList> {
        Get "/api/{session}/list-mutes/{type}",
        id: "list-mutes",
        group: Chat,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","response":"Error on get list mutes","error":{}}"#),
        ],
    }
}
