//! `POST /api/{session}/send-pix-key`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Effect, InvalidField,
    types::{OneOrMany, PixKeyType, SendResult},
    validate::{self, RecipientFlags},
};

/// Sends a Pix key, with a button that copies it. Since 2.8.7.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendPixKey {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// What kind of key it is.
    pub key_type: PixKeyType,
    /// Name of the receiver.
    pub name: String,
    /// The key.
    pub key: String,
    /// Text for the payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Options of WA-JS: `quotedMsg`, `mentionedList`, `delay`, `messageId`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Value>,
    /// The recipients are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// The recipients are newsletters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_newsletter: Option<bool>,
    /// The recipients are LIDs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
}

impl SendPixKey {
    /// Sends this key to these recipients.
    pub fn new(
        phone: impl Into<OneOrMany<String>>,
        key_type: PixKeyType,
        name: impl Into<String>,
        key: impl Into<String>,
    ) -> Self {
        Self {
            phone: phone.into(),
            key_type,
            name: name.into(),
            key: key.into(),
            instructions: None,
            options: None,
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    SendPixKey => Vec<SendResult> {
        Post "/api/{session}/send-pix-key",
        id: "send-pix-key",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        since: "2.8.7",
        failures: &[super::NO_RECIPIENT, super::SEND_FAILED],
    } validate SendPixKey::check
}

impl SendPixKey {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("name", &self.name, "the name of the receiver")?;
        validate::not_blank("key", &self.key, "the Pix key")?;
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
