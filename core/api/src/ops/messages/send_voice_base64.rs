//! `POST /api/{session}/send-voice-base64`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, InvalidField, TimeoutClass,
    types::{OneOrMany, SendResult},
    validate::{self, RecipientFlags},
};

/// Sends a voice message from a data URL with an audio type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendVoiceBase64 {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// Data URL `data:audio/…;base64,…`.
    pub base64_ptt: String,
    /// Message to reply to. Since 2.3.0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted_message_id: Option<String>,
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

impl SendVoiceBase64 {
    /// Addresses the recipients; everything else keeps the server's default.
    pub fn new(phone: impl Into<OneOrMany<String>>, base64_ptt: impl Into<String>) -> Self {
        Self {
            phone: phone.into(),
            base64_ptt: base64_ptt.into(),
            quoted_message_id: None,
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    SendVoiceBase64 => Vec<SendResult> {
        Post "/api/{session}/send-voice-base64",
        id: "send-voice-base64",
        group: Messages,
        effect: Effect::Send,
        timeout: TimeoutClass::Media,
        success: 201,
        failures: &[super::NO_RECIPIENT, super::SEND_FAILED],
    } validate SendVoiceBase64::check
}

impl SendVoiceBase64 {
    fn check(&self) -> Result<(), InvalidField> {
        validate::data_url("base64Ptt", Some(&self.base64_ptt))?;
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
