//! `POST /api/{session}/send-list-message`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{ListSection, OneOrMany, SendResult},
    validate::{self, RecipientFlags},
};

/// Sends a text with a list to choose from.
///
/// WhatsApp shows lists of ordinary accounts unreliably; a poll works everywhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendListMessage {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// One to ten groups of rows.
    pub sections: Vec<ListSection>,
    /// Text above the button; empty by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Text of the button; the server's default is `SELECIONE UMA OPÇÃO`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button_text: Option<String>,
    /// The recipients are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// The recipients are newsletters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_newsletter: Option<bool>,
    /// The recipients are LIDs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
}

impl SendListMessage {
    /// Offers these sections to these recipients.
    pub fn new(phone: impl Into<OneOrMany<String>>, sections: Vec<ListSection>) -> Self {
        Self {
            phone: phone.into(),
            sections,
            description: None,
            button_text: None,
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    SendListMessage => Vec<SendResult> {
        Post "/api/{session}/send-list-message",
        id: "send-list-message",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        failures: &[Failure::new(500, "the library fails, or no recipient is given", r#"{"status":"Error","message":"Erro ao enviar a mensagem.","error":"Error sending list buttons"}"#)],
    } validate SendListMessage::check
}

impl SendListMessage {
    fn check(&self) -> Result<(), InvalidField> {
        if self.sections.is_empty() || self.sections.len() > 10 {
            let problem = format!("has {} sections", self.sections.len());
            return Err(InvalidField::new("sections", problem, "1 to 10 of {title, rows}"));
        }
        if let Some(empty) = self.sections.iter().find(|section| section.rows.is_empty()) {
            let problem = format!("section {:?} has no rows", empty.title);
            return Err(InvalidField::new("sections", problem, "rows of {rowId, title, description}"));
        }
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
