//! `GET /api/{session}/load-messages-in-chat/{phone}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{InvalidField, TimeoutClass, types::Message};

/// Loads the whole history of a chat with a person and reads it, oldest first. May take minutes.
///
/// get-messages reads it in parts, and takes groups too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct LoadMessagesInChat {
    /// Digits with country code. The server adds `@c.us`, so groups and LIDs cannot be read here.
    pub phone: String,
}

impl LoadMessagesInChat {
    /// Reads the chat with this person.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into() }
    }
}

operation! {
    LoadMessagesInChat => Vec<Message> {
        Get "/api/{session}/load-messages-in-chat/{phone}",
        id: "load-messages-in-chat",
        group: Messages,
        timeout: TimeoutClass::Media,
        failures: &[super::OPEN_LIST_FAILED],
    } validate LoadMessagesInChat::check
}

impl LoadMessagesInChat {
    fn check(&self) -> Result<(), InvalidField> {
        if !self.phone.chars().all(|c| c.is_ascii_digit()) || self.phone.is_empty() {
            let problem = format!("{:?} is not digits only", self.phone);
            return Err(InvalidField::new(
                "phone",
                problem,
                "5521999999999; get-messages takes full chat ids",
            ));
        }
        Ok(())
    }
}
