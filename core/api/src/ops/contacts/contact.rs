//! `GET /api/{session}/contact/{phone}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, types::Contact, validate};

/// Reads one contact; nothing if the account does not know it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetContact {
    /// Digits with country code; more than 14 digits are read as a LID.
    pub phone: String,
}

impl GetContact {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into() }
    }
}

operation! {
    GetContact => Option<Contact> {
        Get "/api/{session}/contact/{phone}",
        id: "contact",
        group: Contacts,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get contact","error":{}}"#),
        ],
    } validate GetContact::check
}

impl GetContact {
    fn check(&self) -> Result<(), InvalidField> {
        validate::digits("phone", &self.phone)
    }
}
