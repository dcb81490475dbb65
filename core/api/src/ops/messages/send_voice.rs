//! `POST /api/{session}/send-voice`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, InvalidField, TimeoutClass,
    types::{OneOrMany, SendResult},
    validate::{self, RecipientFlags},
};

/// Sends a voice message from a file of the server's own disk or from a URL.
///
/// There is no upload on this route; send-voice-base64 takes content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendVoice {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// Path on the server's own disk, or URL whose content type begins with `audio`.
    pub path: String,
    /// Name under which it arrives; the server's default is `Voice Audio`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
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

impl SendVoice {
    /// Sends that file to these recipients.
    pub fn new(phone: impl Into<OneOrMany<String>>, path: impl Into<String>) -> Self {
        Self {
            phone: phone.into(),
            path: path.into(),
            filename: None,
            message: None,
            quoted_message_id: None,
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    SendVoice => Vec<SendResult> {
        Post "/api/{session}/send-voice",
        id: "send-voice",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        timeout: TimeoutClass::Media,
        failures: &[super::NO_RECIPIENT, super::SEND_FAILED],
    } validate SendVoice::check
}

impl SendVoice {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("path", &self.path, "a path on the server or an http(s) URL")?;
        if self.path.starts_with("data:") {
            return Err(InvalidField::new(
                "path",
                "is a data URL",
                "a path or URL; send-voice-base64 takes a data URL",
            ));
        }
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
