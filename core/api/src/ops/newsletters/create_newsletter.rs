//! `POST /api/{session}/newsletter`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::{Newsletter, NewsletterOptions},
    validate,
};

/// Creates a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateNewsletter {
    /// The channel's name.
    pub name: String,
    /// Description and picture. The server's own documentation puts them at the top level, where they are
    /// not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<NewsletterOptions>,
}

impl CreateNewsletter {
    /// The request; everything else keeps the server's default.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), options: None }
    }
}

operation! {
    CreateNewsletter => Newsletter {
        Post "/api/{session}/newsletter",
        id: "create-newsletter",
        group: Newsletters,
        effect: Effect::Send,
        success: 201,
        payload: Payload::Whole,
        since: "2.3.0",
        failures: &[
            Failure::new(400, "the library fails", r#"{"status":"Error","response":{"message":"Error retrieving information","session":"shop","log":{}}}"#),
        ],
    } validate CreateNewsletter::check
}

impl CreateNewsletter {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("name", &self.name, "the channel's name")
    }
}
