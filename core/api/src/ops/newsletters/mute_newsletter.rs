//! `POST /api/{session}/mute-newsletter/{id}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Effect, Failure, InvalidField, Payload, types::NewsletterId};

/// Mutes a channel. There is no route to unmute it.
///
/// The answer is an empty object, or empty, and tells nothing; only a failure is told apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct MuteNewsletter {
    /// The channel. The server takes the full id only, so `@newsletter` is added where it is missing.
    pub id: NewsletterId,
}

impl MuteNewsletter {
    /// The request.
    pub fn new(id: impl Into<NewsletterId>) -> Self {
        Self { id: id.into() }
    }
}

operation! {
    MuteNewsletter => Value {
        Post "/api/{session}/mute-newsletter/{id}",
        id: "mute-newsletter",
        group: Newsletters,
        effect: Effect::Set,
        success: 201,
        payload: Payload::Whole,
        since: "2.3.0",
        failures: &[
            Failure::new(400, "the library fails", r#"{"status":"Error","response":{"message":"Error retrieving information","session":"shop","log":{}}}"#),
        ],
    } validate MuteNewsletter::check
}

impl MuteNewsletter {
    fn check(&self) -> Result<(), InvalidField> {
        self.id.check("id")
    }
}
