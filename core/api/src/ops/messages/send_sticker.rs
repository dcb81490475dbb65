//! `POST /api/{session}/send-sticker`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, InvalidField, TimeoutClass,
    types::{OneOrMany, SendResult},
    validate::{self, RecipientFlags},
};

/// Sends an image as a sticker; the server makes it one.
///
/// With library 2.2.7 each result is null: the server cannot say what became of it. Takes no caption and no reply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendSticker {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// An image: path on the server's own disk, URL that the server downloads, or data URL. Left out if it comes beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
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

impl SendSticker {
    /// Addresses the recipients; the image is set, or comes beside.
    pub fn new(phone: impl Into<OneOrMany<String>>) -> Self {
        Self { phone: phone.into(), path: None, is_group: None, is_newsletter: None, is_lid: None }
    }
}

operation! {
    SendSticker => Vec<SendResult> {
        Post "/api/{session}/send-sticker",
        id: "send-sticker",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        timeout: TimeoutClass::Media,
        multipart: Some("file"),
        failures: &[super::NO_FILE, super::NO_RECIPIENT, super::SEND_FAILED],
    } validate SendSticker::check
}

impl SendSticker {
    fn check(&self) -> Result<(), InvalidField> {
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
