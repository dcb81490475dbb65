//! `POST /api/{session}/download-media`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, Payload, TimeoutClass, types::MediaContent, validate};

/// Reads the file of a message as base64.
///
/// Every failure is a 400; what stands under `error` is all that tells one from another. The helper `download` tells
/// a file that is gone from a failure that may pass, and gives bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct DownloadMedia {
    /// Serialized message id.
    pub message_id: String,
}

impl DownloadMedia {
    /// Asks for the file of this message.
    pub fn new(message_id: impl Into<String>) -> Self {
        Self { message_id: message_id.into() }
    }
}

operation! {
    DownloadMedia => MediaContent {
        Post "/api/{session}/download-media",
        id: "download-media",
        group: Messages,
        timeout: TimeoutClass::Media,
        payload: Payload::Whole,
        failures: &[super::MESSAGE_NOT_FOUND, super::NO_MEDIA, Failure::new(400, "the message is unknown, or the file cannot be fetched or decrypted", r#"{"status":"error","message":"Decrypt file error","error":{}}"#)],
    } validate DownloadMedia::check
}

impl DownloadMedia {
    fn check(&self) -> Result<(), InvalidField> {
        validate::message_id("messageId", &self.message_id)
    }
}
