//! `GET /api/{session}/message-by-id/{messageId}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, Payload, types::Message, validate};

/// Reads one message. An unknown id answers 400.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct MessageById {
    /// Serialized message id.
    pub message_id: String,
}

impl MessageById {
    /// Asks for the message with this id.
    pub fn new(message_id: impl Into<String>) -> Self {
        Self { message_id: message_id.into() }
    }
}

operation! {
    MessageById => Message {
        Get "/api/{session}/message-by-id/{messageId}",
        id: "message-by-id",
        group: Messages,
        success: 201,
        payload: Payload::ResponseData,
        failures: &[Failure::new(
            400,
            "there is no such message",
            r#"{"status":"Error","response":{"message":"Error retrieving information","session":"shop","log":{}}}"#,
        )],
    } validate MessageById::check
}

impl MessageById {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("messageId", &self.message_id, "a message id, true_<chat>_<key>")
    }
}
