//! `GET /api/{session}/profile-status/{phone}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, types::ProfileStatus, validate};

/// Reads the "about" text of somebody; null if it is hidden or the number is unknown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetProfileStatus {
    /// Digits with country code; more than 14 digits are read as a LID.
    pub phone: String,
}

impl GetProfileStatus {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into() }
    }
}

operation! {
    GetProfileStatus => ProfileStatus {
        Get "/api/{session}/profile-status/{phone}",
        id: "profile-status",
        group: Contacts,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on  get status","error":{}}"#),
        ],
    } validate GetProfileStatus::check
}

impl GetProfileStatus {
    fn check(&self) -> Result<(), InvalidField> {
        validate::digits("phone", &self.phone)
    }
}
