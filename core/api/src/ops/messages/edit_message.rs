//! `POST /api/{session}/edit-message`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Effect, Failure, InvalidField, types::SendResult, validate};

/// Replaces the text of an own message, which WhatsApp allows for about 15 minutes.
///
/// A 500 is also answered when the text read afterwards differs, so the edit may have been made. Since 2.3.0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct EditMessage {
    /// Serialized id of an own message.
    pub id: String,
    /// The text that it has from now on.
    pub new_text: String,
    /// Options of WA-JS: `linkPreview`, `mentionedList`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Value>,
}

impl EditMessage {
    /// Gives the message this text.
    pub fn new(id: impl Into<String>, new_text: impl Into<String>) -> Self {
        Self { id: id.into(), new_text: new_text.into(), options: None }
    }
}

operation! {
    EditMessage => SendResult {
        Post "/api/{session}/edit-message",
        id: "edit-message",
        group: Messages,
        effect: Effect::Set,
        success: 201,
        since: "2.3.0",
        failures: &[Failure::new(500, "the message is unknown, not own, too old, or reads otherwise afterwards", r#"{"status":"Error","message":"Erro ao enviar a mensagem.","error":{}}"#)],
    } validate EditMessage::check
}

impl EditMessage {
    fn check(&self) -> Result<(), InvalidField> {
        validate::message_id("id", &self.id)?;
        validate::not_blank("newText", &self.new_text, "the new text")?;
        if self.id.starts_with("false_") {
            return Err(InvalidField::new(
                "id",
                "is a message of somebody else",
                "an own one: true_<chat>_<key>",
            ));
        }
        Ok(())
    }
}
