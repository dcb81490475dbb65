//! `POST /api/{session}/profile-status`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, Payload, types::Done, validate};

/// Changes the account's "about" text.
///
/// The library drops the result: it succeeds also when WhatsApp refuses. Read it back with profile-status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SetProfileStatus {
    /// The text.
    pub status: String,
}

impl SetProfileStatus {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(status: impl Into<String>) -> Self {
        Self { status: status.into() }
    }
}

operation! {
    SetProfileStatus => Done {
        Post "/api/{session}/profile-status",
        id: "set-profile-status",
        group: Profile,
        effect: Effect::Set,
        payload: Payload::Whole,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on set profile status"}"#),
        ],
    } validate SetProfileStatus::check
}

impl SetProfileStatus {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("status", &self.status, "the text to show")
    }
}
