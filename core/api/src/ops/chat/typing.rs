//! `POST /api/{session}/typing`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::{Done, OneOrMany},
    validate,
};

/// Shows the other side that the account types, until it is stopped.
///
/// Fails for a person with whom there is no chat yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Typing {
    /// The other side of the chats: digits with country code, or ids with the matching flag. More than one is
    /// a list.
    pub phone: OneOrMany<String>,
    /// They are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// They are LIDs of more than 14 digits; shorter ones and newsletters would become somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
    /// `true` starts (the default), `false` stops.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<bool>,
}

impl Typing {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<OneOrMany<String>>) -> Self {
        Self { phone: phone.into(), is_group: None, is_lid: None, value: None }
    }
}

operation! {
    Typing => Done {
        Post "/api/{session}/typing",
        id: "typing",
        group: Chat,
        effect: Effect::Set,
        payload: Payload::Whole,
        failures: &[
            Failure::new(500, "the library fails, or there is no such chat", r#"{"status":"error","message":"Error on set typing","error":{}}"#),
        ],
    } validate Typing::check
}

impl Typing {
    fn check(&self) -> Result<(), InvalidField> {
        validate::recomputed(&self.phone, self.is_group, self.is_lid)
    }
}
