//! `POST /api/{session}/send-message`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use serde_json::Value;

use crate::{
    Effect, InvalidField,
    types::{OneOrMany, SendResult},
    validate::{self, RecipientFlags},
};

/// Sends a text to each recipient, one after the other.
///
/// A 400 that names an unknown number does not mean that nothing was sent: the others got it, and so may have
/// the unknown one. Waits for WhatsApp's acknowledgement, so a time-out proves nothing either.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendMessage {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// The text.
    pub message: String,
    /// The recipients are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// The recipients are newsletters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_newsletter: Option<bool>,
    /// The recipients are LIDs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
    /// Options of WA-JS: `quotedMsg`, `mentionedList`, `linkPreview`, `delay`, `messageId`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Value>,
}

impl SendMessage {
    /// Addresses the recipients; everything else keeps the server's default.
    pub fn new(phone: impl Into<OneOrMany<String>>, message: impl Into<String>) -> Self {
        Self {
            phone: phone.into(),
            message: message.into(),
            is_group: None,
            is_newsletter: None,
            is_lid: None,
            options: None,
        }
    }
}

operation! {
    SendMessage => Vec<SendResult> {
        Post "/api/{session}/send-message",
        id: "send-message",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        failures: &[super::NO_RECIPIENT, super::SEND_FAILED],
    } validate SendMessage::check
}

impl SendMessage {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("message", &self.message, "the text to send")?;
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
