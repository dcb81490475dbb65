//! `POST /api/{session}/subscribe-presence`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{Notice, OneOrMany},
    validate::{self, RecipientFlags},
};

/// Asks WhatsApp to tell when somebody is online or writes; it comes as the event `onpresencechanged`.
///
/// Numbers are neither completed nor checked: a wrong one is subscribed without an error. A session that is not
/// connected answers 500, not 404.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SubscribePresence {
    /// Whose presence: digits with country code, or group ids with `isGroup`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<OneOrMany<String>>,
    /// The ids are groups; with `all`, every group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// Everybody in the contact list, or with `isGroup` every group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<bool>,
}

operation! {
    SubscribePresence => Notice {
        Post "/api/{session}/subscribe-presence",
        id: "subscribe-presence",
        group: Misc,
        needs_connected: false,
        effect: Effect::Set,
        failures: &[
            Failure::new(500, "the session is not connected, phone is missing, or the library fails", r#"{"status":"error","message":"Error on subscribe presence","error":{}}"#),
        ],
    } validate SubscribePresence::check
}

impl SubscribePresence {
    fn check(&self) -> Result<(), InvalidField> {
        match &self.phone {
            _ if self.all == Some(true) => Ok(()),
            Some(phone) => validate::recipients(phone, &RecipientFlags::new(self.is_group, None, None)),
            None => Err(InvalidField::new(
                "phone",
                "is missing",
                "digits with country code, a group id with isGroup, or nothing with all: true",
            )),
        }
    }
}
