//! `GET /api/{session}/profile/{phone}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, types::NumberStatus, validate};

/// Asks whether a number is on WhatsApp. Deprecated upstream: an unknown number is an error 500; use
/// check-number-status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetProfile {
    /// Digits with country code; more than 14 digits are read as a LID.
    pub phone: String,
}

impl GetProfile {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into() }
    }
}

operation! {
    GetProfile => NumberStatus {
        Get "/api/{session}/profile/{phone}",
        id: "profile",
        group: Contacts,
        failures: &[
            Failure::new(500, "the number is not on WhatsApp (`error` is 404), or the library fails", r#"{"status":"error","message":"Error on get number profile","error":404}"#),
        ],
    } validate GetProfile::check
}

impl GetProfile {
    fn check(&self) -> Result<(), InvalidField> {
        validate::digits("phone", &self.phone)
    }
}
