//! `DELETE /api/{session}/newsletter/{id}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, Payload, types::NewsletterId};

/// Deletes a channel of the account's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct DestroyNewsletter {
    /// The channel. The server takes the full id only, so `@newsletter` is added where it is missing.
    pub id: NewsletterId,
}

impl DestroyNewsletter {
    /// The request.
    pub fn new(id: impl Into<NewsletterId>) -> Self {
        Self { id: id.into() }
    }
}

operation! {
    DestroyNewsletter => bool {
        Delete "/api/{session}/newsletter/{id}",
        id: "destroy-newsletter",
        group: Newsletters,
        effect: Effect::Set,
        success: 201,
        payload: Payload::Whole,
        since: "2.3.0",
        failures: &[
            Failure::new(400, "the library fails", r#"{"status":"Error","response":{"message":"Error retrieving information","session":"shop","log":{}}}"#),
        ],
    } validate DestroyNewsletter::check
}

impl DestroyNewsletter {
    fn check(&self) -> Result<(), InvalidField> {
        self.id.check("id")
    }
}
