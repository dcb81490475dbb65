//! `POST /api/{session}/react-message`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, types::Confirmation, validate};

/// Reacts to a message, in place of an earlier reaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ReactMessage {
    /// Serialized id of the message.
    pub msg_id: String,
    /// An emoji; empty takes the reaction back.
    pub reaction: String,
}

impl ReactMessage {
    /// Reacts to this message.
    pub fn new(msg_id: impl Into<String>, reaction: impl Into<String>) -> Self {
        Self { msg_id: msg_id.into(), reaction: reaction.into() }
    }
}

operation! {
    ReactMessage => Confirmation {
        Post "/api/{session}/react-message",
        id: "react-message",
        group: Messages,
        effect: Effect::Set,
        failures: &[Failure::new(500, "there is no such message", r#"{"status":"error","message":"Error on send reaction to message","error":{}}"#)],
    } validate ReactMessage::check
}

impl ReactMessage {
    fn check(&self) -> Result<(), InvalidField> {
        validate::message_id("msgId", &self.msg_id)
    }
}
