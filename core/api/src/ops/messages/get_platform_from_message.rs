//! `GET /api/{session}/get-platform-from-message/{messageId}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, Payload, validate};

/// Tells from the id of a message on what it was written: `android`, `iphone`, `web` or `unknown`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetPlatformFromMessage {
    /// Serialized message id.
    pub message_id: String,
}

impl GetPlatformFromMessage {
    /// Asks about this message.
    pub fn new(message_id: impl Into<String>) -> Self {
        Self { message_id: message_id.into() }
    }
}

operation! {
    GetPlatformFromMessage => String {
        Get "/api/{session}/get-platform-from-message/{messageId}",
        id: "get-platform-from-message",
        group: Messages,
        needs_connected: false,
        payload: Payload::Whole,
        failures: &[Failure::new(500, "there is no client, or no such message", r#"{"status":"error","message":"Error on get get platform from message","error":{}}"#)],
    } validate GetPlatformFromMessage::check
}

impl GetPlatformFromMessage {
    fn check(&self) -> Result<(), InvalidField> {
        validate::message_id("messageId", &self.message_id)
    }
}
