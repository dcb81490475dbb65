//! `POST /api/{session}/send-file-base64`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use serde_json::Value;

use crate::{
    Effect, InvalidField, TimeoutClass,
    types::{OneOrMany, SendResult},
    validate::{self, RecipientFlags},
};

/// Sends a file as a data URL. The whole request must stay below 50 MB, about 37 MB of file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendFileBase64 {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// File on the server's own disk, or URL that the server downloads. Wins over the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Data URL `data:<type>;base64,…`; bare base64 is refused by the server as an empty file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// Name under which the file arrives; the server's default is `file`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Caption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Caption; wins over `caption`.
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
    /// Options of WA-JS: `type`, `isViewOnce`, `isPtt`, `mimetype`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Value>,
}

impl SendFileBase64 {
    /// Addresses the recipients; everything else keeps the server's default.
    pub fn new(phone: impl Into<OneOrMany<String>>) -> Self {
        Self {
            phone: phone.into(),
            path: None,
            base64: None,
            filename: None,
            caption: None,
            message: None,
            quoted_message_id: None,
            is_group: None,
            is_newsletter: None,
            is_lid: None,
            options: None,
        }
    }
}

operation! {
    SendFileBase64 => Vec<SendResult> {
        Post "/api/{session}/send-file-base64",
        id: "send-file-base64",
        group: Messages,
        effect: Effect::Send,
        timeout: TimeoutClass::Media,
        success: 201,
        failures: &[super::NO_FILE, super::NO_RECIPIENT, super::SEND_FAILED],
    } validate SendFileBase64::check
}

impl SendFileBase64 {
    fn check(&self) -> Result<(), InvalidField> {
        validate::data_url("base64", self.base64.as_deref())?;
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
