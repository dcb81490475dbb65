//! `POST /api/{session}/send-poll-message`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{OneOrMany, PollOptions, SendResult},
    validate::{self, RecipientFlags},
};

/// Sends a poll. Votes come as the event `onpollresponse` and are read with `votes`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendPollMessage {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// The question.
    pub name: String,
    /// What to choose from, two or more.
    pub choices: Vec<String>,
    /// How many may be chosen, and options of WA-JS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<PollOptions>,
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

impl SendPollMessage {
    /// Asks these recipients.
    pub fn new(
        phone: impl Into<OneOrMany<String>>,
        name: impl Into<String>,
        choices: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self {
            phone: phone.into(),
            name: name.into(),
            choices: choices.into_iter().map(Into::into).collect(),
            options: None,
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    SendPollMessage => Vec<SendResult> {
        Post "/api/{session}/send-poll-message",
        id: "send-poll-message",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        failures: &[Failure::new(500, "the library fails, or no recipient is given", r#"{"status":"Error","message":"Erro ao enviar a mensagem.","error":"Error sending poll message"}"#)],
    } validate SendPollMessage::check
}

impl SendPollMessage {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("name", &self.name, "the question")?;
        if self.choices.len() < 2 || self.choices.iter().any(|choice| choice.trim().is_empty()) {
            return Err(InvalidField::new("choices", "are fewer than two, or empty", "at least two texts"));
        }
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
