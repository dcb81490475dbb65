//! `POST /api/{session}/chat-state`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::{Done, OneOrMany, ShownState},
    validate,
};

/// Shows the other side that the account types, records, or stopped. Deprecated upstream in favour of typing
/// and recording.
///
/// Succeeds also for chats that are not there: the library drops the result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ChatState {
    /// The other side of the chats: digits with country code, or ids with the matching flag. More than one is
    /// a list.
    pub phone: OneOrMany<String>,
    /// They are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// They are LIDs of more than 14 digits; shorter ones and newsletters would become somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
    /// `0` types, `1` records, `2` stopped; the text is what the server wants.
    pub chatstate: ShownState,
}

impl ChatState {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<OneOrMany<String>>, chatstate: ShownState) -> Self {
        Self { phone: phone.into(), is_group: None, is_lid: None, chatstate }
    }
}

operation! {
    ChatState => Done {
        Post "/api/{session}/chat-state",
        id: "chat-state",
        group: Chat,
        effect: Effect::Set,
        payload: Payload::Whole,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on send chat state","error":{}}"#),
        ],
    } validate ChatState::check
}

impl ChatState {
    fn check(&self) -> Result<(), InvalidField> {
        validate::recomputed(&self.phone, self.is_group, self.is_lid)
    }
}
