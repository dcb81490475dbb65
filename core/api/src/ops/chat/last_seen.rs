//! `GET /api/{session}/last-seen/{phone}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, types::OrFalse, validate};

/// Asks when somebody was online last, in seconds since 1970; nothing if that is hidden or there is no chat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct LastSeen {
    /// The number: digits with country code, without `@c.us`.
    pub phone: String,
}

impl LastSeen {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into() }
    }
}

operation! {
    LastSeen => OrFalse<i64> {
        Get "/api/{session}/last-seen/{phone}",
        id: "last-seen",
        group: Chat,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","response":"Error on get chat last seen","error":{}}"#),
        ],
    } validate LastSeen::check
}

impl LastSeen {
    fn check(&self) -> Result<(), InvalidField> {
        validate::user_part("phone", &self.phone, false)
    }
}
