//! `POST /api/{session}/delete-message`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{Confirmation, OneOrMany},
    validate::{self, RecipientFlags},
};

/// Deletes messages of one chat: own ones for everyone, unless `onlyLocal`.
///
/// Before 2.4.0 only `phone` and `messageId` were read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct DeleteMessage {
    /// The chat: digits with country code, or an id with the matching flag. One only: the server joins several
    /// into an id that does not exist.
    pub phone: OneOrMany<String>,
    /// Serialized ids of the messages.
    pub message_id: OneOrMany<String>,
    /// Delete for this account only; false by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_local: Option<bool>,
    /// Delete the files on the phone too; true by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete_media_in_device: Option<bool>,
    /// The recipients are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// The recipients are newsletters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_newsletter: Option<bool>,
    /// The recipients are LIDs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
}

impl DeleteMessage {
    /// Deletes these messages of this chat.
    pub fn new(phone: impl Into<OneOrMany<String>>, message_id: impl Into<OneOrMany<String>>) -> Self {
        Self {
            phone: phone.into(),
            message_id: message_id.into(),
            only_local: None,
            delete_media_in_device: None,
            is_group: None,
            is_newsletter: None,
            is_lid: None,
        }
    }
}

operation! {
    DeleteMessage => Confirmation {
        Post "/api/{session}/delete-message",
        id: "delete-message",
        group: Messages,
        effect: Effect::Set,
        failures: &[Failure::new(401, "the library says that nothing was deleted", r#"{"status":"error","response":{"message":"Error unknown on delete message"}}"#), Failure::new(500, "there is no such chat or message", r#"{"status":"error","message":"Error on delete message","error":{}}"#)],
    } validate DeleteMessage::check
}

impl DeleteMessage {
    fn check(&self) -> Result<(), InvalidField> {
        validate::one_recipient(&self.phone)?;
        validate::message_ids("messageId", &self.message_id)?;
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
