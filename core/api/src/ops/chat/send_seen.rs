//! `POST /api/{session}/send-seen`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::{OneOrMany, SeenChat},
    validate::{self, RecipientFlags},
};

/// Marks conversations as read: the other side sees the blue ticks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendSeen {
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
}

impl SendSeen {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<OneOrMany<String>>) -> Self {
        Self { phone: phone.into(), is_group: None, is_newsletter: None, is_lid: None }
    }
}

operation! {
    SendSeen => Vec<Option<SeenChat>> {
        Post "/api/{session}/send-seen",
        id: "send-seen",
        group: Chat,
        effect: Effect::Set,
        success: 201,
        payload: Payload::ResponseData,
        failures: &[
            Failure::new(400, "the library fails, or there is no such chat", r#"{"status":"Error","response":{"message":"Error retrieving information","session":"shop","log":{}}}"#),
        ],
    } validate SendSeen::check
}

impl SendSeen {
    fn check(&self) -> Result<(), InvalidField> {
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
