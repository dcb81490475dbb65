//! `PUT /api/{session}/newsletter/{id}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::{Newsletter, NewsletterId, nullable},
    validate,
};

/// Changes name, description or picture of a channel; what is left out stays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct EditNewsletter {
    /// The channel. The server takes the full id only, so `@newsletter` is added where it is missing.
    pub id: NewsletterId,
    /// New name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// New description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// New picture in base64; null takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "nullable::read")]
    pub picture: Option<Option<String>>,
}

impl EditNewsletter {
    /// The request; everything else keeps the server's default.
    pub fn new(id: impl Into<NewsletterId>) -> Self {
        Self { id: id.into(), name: None, description: None, picture: None }
    }
}

operation! {
    EditNewsletter => Newsletter {
        Put "/api/{session}/newsletter/{id}",
        id: "edit-newsletter",
        group: Newsletters,
        effect: Effect::Set,
        success: 201,
        payload: Payload::Whole,
        since: "2.3.0",
        failures: &[
            Failure::new(400, "the library fails", r#"{"status":"Error","response":{"message":"Error retrieving information","session":"shop","log":{}}}"#),
        ],
    } validate EditNewsletter::check
}

impl EditNewsletter {
    fn check(&self) -> Result<(), InvalidField> {
        self.id.check("id")?;
        match (&self.name, &self.description, &self.picture) {
            (None, None, None) => {
                Err(InvalidField::new("name", "nothing is to be changed", "name, description or picture"))
            }
            (Some(name), _, _) => validate::not_blank("name", name, "the channel's name"),
            _ => Ok(()),
        }
    }
}
