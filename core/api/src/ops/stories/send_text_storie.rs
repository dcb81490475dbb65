//! `POST /api/{session}/send-text-storie`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{SendResult, StoryOptions},
    validate,
};

/// Publishes a text as a status story, with colour and font.
///
/// Answers 201 with `[null]` before WhatsApp has it; a failure after that cannot be seen. send-status answers the
/// message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendTextStorie {
    /// The text.
    pub text: String,
    /// How it looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<StoryOptions>,
}

impl SendTextStorie {
    /// Publishes this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), options: None }
    }
}

operation! {
    SendTextStorie => Vec<SendResult> {
        Post "/api/{session}/send-text-storie",
        id: "send-text-storie",
        group: Stories,
        effect: Effect::Send,
        success: 201,
        failures: &[Failure::new(401, "no text is given", r#"{"message":"Text was not informed"}"#), Failure::new(500, "the content cannot be prepared", r#"{"status":"Error","message":"Erro ao enviar status.","error":{}}"#)],
    } validate SendTextStorie::check
}

impl SendTextStorie {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("text", &self.text, "the text to publish")
    }
}
