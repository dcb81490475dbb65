//! `GET /api/{session}/get-media-by-message/{messageId}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, Payload, TimeoutClass, types::MediaContent, validate};

/// Reads the file of a message as base64.
///
/// Unlike download-media it is not guarded: without a client it answers the same 500 as for a file that cannot be
/// fetched. The helper `download` tells these apart and gives bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetMediaByMessage {
    /// Serialized message id.
    pub message_id: String,
}

impl GetMediaByMessage {
    /// Asks for the file of this message.
    pub fn new(message_id: impl Into<String>) -> Self {
        Self { message_id: message_id.into() }
    }
}

operation! {
    GetMediaByMessage => MediaContent {
        Get "/api/{session}/get-media-by-message/{messageId}",
        id: "get-media-by-message",
        group: Messages,
        needs_connected: false,
        timeout: TimeoutClass::Media,
        payload: Payload::Whole,
        failures: &[super::MESSAGE_NOT_FOUND, super::NO_MEDIA, Failure::new(500, "there is no client, or the file cannot be fetched or decrypted", r#"{"status":"error","message":"The session is not active","error":{}}"#)],
    } validate GetMediaByMessage::check
}

impl GetMediaByMessage {
    fn check(&self) -> Result<(), InvalidField> {
        validate::message_id("messageId", &self.message_id)
    }
}
