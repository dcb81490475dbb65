//! `POST /api/{session}/clear-chat`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::OneOrMany,
    validate::{self, RecipientFlags},
};

/// Deletes the messages of conversations, and keeps the starred ones and the conversations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ClearChat {
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

impl ClearChat {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<OneOrMany<String>>) -> Self {
        Self { phone: phone.into(), is_group: None, is_newsletter: None, is_lid: None }
    }
}

operation! {
    ClearChat => BTreeMap<String, bool> {
        Post "/api/{session}/clear-chat",
        id: "clear-chat",
        group: Chat,
        effect: Effect::Set,
        success: 201,
        payload: Payload::ResponseData,
        failures: &[
            Failure::new(400, "the library fails, or there is no such chat", r#"{"status":"Error","response":{"message":"Error retrieving information","session":"shop","log":{}}}"#),
        ],
    } validate ClearChat::check
}

impl ClearChat {
    fn check(&self) -> Result<(), InvalidField> {
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
