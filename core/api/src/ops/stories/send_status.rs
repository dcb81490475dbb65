//! `POST /api/{session}/send-status`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, types::SendResult, validate};

/// Publishes a text as a status story, as a message to `status@broadcast`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendStatus {
    /// The text.
    pub message: String,
}

impl SendStatus {
    /// Publishes this text.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

operation! {
    SendStatus => Vec<SendResult> {
        Post "/api/{session}/send-status",
        id: "send-status",
        group: Stories,
        effect: Effect::Send,
        success: 201,
        failures: &[Failure::new(500, "the library fails", r#"{"status":"Error","message":"Erro ao enviar a mensagem.","error":{}}"#)],
    } validate SendStatus::check
}

impl SendStatus {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("message", &self.message, "the text to publish")
    }
}
