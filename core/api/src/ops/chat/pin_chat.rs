//! `POST /api/{session}/pin-chat`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{MessageAnswer, OneOrMany},
    validate::{self, RecipientFlags},
};

/// Pins conversations to the top of the list, or unpins them.
///
/// The server pins for the text `true` alone and unpins for everything else, a JSON `true` included; the text
/// is what is sent. It answers the same words in both cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct PinChat {
    /// The other side of the chats: digits with country code, or ids with the matching flag. More than one is
    /// a list.
    pub phone: OneOrMany<String>,
    /// They are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// They are newsletters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_newsletter: Option<bool>,
    /// They are LIDs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
    /// `true` pins, `false` unpins.
    #[serde(with = "crate::types::text_flag")]
    #[schemars(with = "bool")]
    pub state: bool,
}

impl PinChat {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<OneOrMany<String>>, state: bool) -> Self {
        Self { phone: phone.into(), is_group: None, is_newsletter: None, is_lid: None, state }
    }
}

operation! {
    PinChat => MessageAnswer {
        Post "/api/{session}/pin-chat",
        id: "pin-chat",
        group: Chat,
        effect: Effect::Set,
        failures: &[
            Failure::new(500, "the library fails; the text of its error may stand in `message`", r#"{"status":"error","message":"Error on pin chat","error":{}}"#),
        ],
    } validate PinChat::check
}

impl PinChat {
    fn check(&self) -> Result<(), InvalidField> {
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
