//! `GET /api/{session}/check-number-status/{phone}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, types::NumberStatus, validate};

/// Asks whether a number is on WhatsApp, and under which id.
///
/// The id may differ from the number: Brazilian ninth digit, or a LID.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct CheckNumberStatus {
    /// Digits with country code; more than 14 digits are read as a LID.
    pub phone: String,
}

impl CheckNumberStatus {
    /// Asks for this number.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into() }
    }
}

operation! {
    CheckNumberStatus => NumberStatus {
        Get "/api/{session}/check-number-status/{phone}",
        id: "check-number-status",
        group: Contacts,
        failures: &[
            Failure::new(
                500,
                "it is no number, or the library fails",
                r#"{"status":"error","message":"Error on check number status","error":{}}"#,
            ),
        ],
    } validate CheckNumberStatus::check
}

impl CheckNumberStatus {
    fn check(&self) -> Result<(), InvalidField> {
        validate::digits("phone", &self.phone)
    }
}
