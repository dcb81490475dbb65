//! `GET /api/{session}/chat-is-online/{phone}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, validate};

/// Asks whether somebody is online; false for somebody with whom there is no chat.
///
/// Nothing is told (null) of somebody who hides it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ChatIsOnline {
    /// The number: digits with country code, without `@c.us`.
    pub phone: String,
}

impl ChatIsOnline {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into() }
    }
}

operation! {
    ChatIsOnline => Option<bool> {
        Get "/api/{session}/chat-is-online/{phone}",
        id: "chat-is-online",
        group: Chat,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","response":"Error on get chat is online","error":{}}"#),
        ],
    } validate ChatIsOnline::check
}

impl ChatIsOnline {
    fn check(&self) -> Result<(), InvalidField> {
        validate::user_part("phone", &self.phone, false)
    }
}
