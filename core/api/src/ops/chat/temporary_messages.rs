//! `POST /api/{session}/temporary-messages`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, types::OneOrMany, validate};

/// Lets new messages of conversations disappear after seven days, or keeps them.
///
/// Fails for a chat that is not loaded. Of several chats only the last one is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct TemporaryMessages {
    /// The other side of the chats: digits with country code, or ids with the matching flag. More than one is
    /// a list.
    pub phone: OneOrMany<String>,
    /// They are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// They are LIDs of more than 14 digits; shorter ones and newsletters would become somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
    /// `true` lets them disappear (the default), `false` keeps them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<bool>,
}

impl TemporaryMessages {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<OneOrMany<String>>) -> Self {
        Self { phone: phone.into(), is_group: None, is_lid: None, value: None }
    }
}

operation! {
    TemporaryMessages => Option<bool> {
        Post "/api/{session}/temporary-messages",
        id: "temporary-messages",
        group: Chat,
        effect: Effect::Set,
        failures: &[
            Failure::new(500, "the library fails, or there is no such chat", r#"{"status":"error","message":"Error on set temporary messages","error":{}}"#),
        ],
    } validate TemporaryMessages::check
}

impl TemporaryMessages {
    fn check(&self) -> Result<(), InvalidField> {
        validate::recomputed(&self.phone, self.is_group, self.is_lid)
    }
}
