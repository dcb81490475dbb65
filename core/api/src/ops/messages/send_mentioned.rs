//! `POST /api/{session}/send-mentioned`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{OneOrMany, SendMessageReturn},
    validate::{self, RecipientFlags},
};

/// Sends a text that mentions people of a group.
///
/// Answers the result of the last recipient only, or nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendMentioned {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// The text, with `@<number>` for each person mentioned.
    pub message: String,
    /// Ids of the people, `5521999999999@c.us`.
    pub mentioned: Vec<String>,
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

impl SendMentioned {
    /// Mentions these people in a text to these recipients.
    pub fn new(
        phone: impl Into<OneOrMany<String>>,
        message: impl Into<String>,
        mentioned: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self {
            phone: phone.into(),
            message: message.into(),
            mentioned: mentioned.into_iter().map(Into::into).collect(),
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    SendMentioned => Option<SendMessageReturn> {
        Post "/api/{session}/send-mentioned",
        id: "send-mentioned",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        failures: &[Failure::new(500, "the library fails; some recipients may have got it", r#"{"status":"error","message":"Error on send message mentioned","error":{}}"#)],
    } validate SendMentioned::check
}

impl SendMentioned {
    fn check(&self) -> Result<(), InvalidField> {
        if self.mentioned.is_empty() {
            return Err(InvalidField::new("mentioned", "names nobody", "at least one 5521999999999@c.us"));
        }
        for id in &self.mentioned {
            validate::chat_id("mentioned", id)?;
            let user = id.split('@').next().unwrap_or_default();
            if !self.message.contains(&format!("@{user}")) {
                let problem = format!("does not contain @{user}, so that person is not mentioned");
                return Err(InvalidField::new(
                    "message",
                    problem,
                    "a text with @<number> for each mentioned",
                ));
            }
        }
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
