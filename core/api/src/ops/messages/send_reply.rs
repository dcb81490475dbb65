//! `POST /api/{session}/send-reply`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, InvalidField,
    types::{OneOrMany, SendResult},
    validate::{self, RecipientFlags},
};

/// Sends a text that answers a message.
///
/// send-message with `options.quotedMsg` does the same, and is what the library recommends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendReply {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// The text.
    pub message: String,
    /// Serialized id of the message to answer.
    pub message_id: String,
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

impl SendReply {
    /// Answers that message in the chats of these recipients.
    pub fn new(
        phone: impl Into<OneOrMany<String>>,
        message: impl Into<String>,
        message_id: impl Into<String>,
    ) -> Self {
        Self {
            phone: phone.into(),
            message: message.into(),
            message_id: message_id.into(),
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    SendReply => Vec<SendResult> {
        Post "/api/{session}/send-reply",
        id: "send-reply",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        failures: &[super::NO_RECIPIENT, super::SEND_FAILED],
    } validate SendReply::check
}

impl SendReply {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("message", &self.message, "the text to send")?;
        validate::message_id("messageId", &self.message_id)?;
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
