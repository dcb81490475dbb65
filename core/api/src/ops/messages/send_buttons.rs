//! `POST /api/{session}/send-buttons`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Effect, Failure, InvalidField,
    types::{OneOrMany, Wid},
    validate::{self, RecipientFlags},
};

/// Sends a text with buttons.
///
/// WhatsApp shows buttons of ordinary accounts unreliably, often not at all; a poll works everywhere. Answers the ids
/// of the recipients, not of the messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendButtons {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// The text.
    pub message: String,
    /// `buttons` (`{id, text}`, `{url, text}` or `{phoneNumber, text}`), `title`, `footer`, `useTemplateButtons`.
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

impl SendButtons {
    /// Sends this text to these recipients; buttons are set in `options`.
    pub fn new(phone: impl Into<OneOrMany<String>>, message: impl Into<String>) -> Self {
        Self {
            phone: phone.into(),
            message: message.into(),
            options: None,
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    SendButtons => Vec<Wid> {
        Post "/api/{session}/send-buttons",
        id: "send-buttons",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        failures: &[Failure::new(500, "the library fails, or no recipient is given", r#"{"status":"Error","message":"Erro ao enviar a mensagem.","error":"Error sending message with buttons"}"#)],
    } validate SendButtons::check
}

impl SendButtons {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("message", &self.message, "the text to send")?;
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
