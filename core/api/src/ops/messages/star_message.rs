//! `POST /api/{session}/star-message`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, types::OneOrMany, validate};

/// Stars messages, or takes the stars away. Answers how many changed; 0 may also mean an unknown id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct StarMessage {
    /// Serialized ids of the messages.
    pub message_id: OneOrMany<String>,
    /// Whether they get a star; true by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub star: Option<bool>,
}

impl StarMessage {
    /// Stars these messages.
    pub fn new(message_id: impl Into<OneOrMany<String>>) -> Self {
        Self { message_id: message_id.into(), star: None }
    }
}

operation! {
    StarMessage => i64 {
        Post "/api/{session}/star-message",
        id: "star-message",
        group: Messages,
        effect: Effect::Set,
        failures: &[Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on  start message","error":{}}"#)],
    } validate StarMessage::check
}

impl StarMessage {
    fn check(&self) -> Result<(), InvalidField> {
        validate::message_ids("messageId", &self.message_id)
    }
}
