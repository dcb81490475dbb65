//! `GET /api/{session}/all-messages-in-chat/{phone}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, InvalidField, QueryKind,
    types::{Message, OneOrMany},
    validate::{self, RecipientFlags},
};

/// Reads the messages of a chat that WhatsApp Web has loaded, oldest first, and marks the chat as read.
///
/// The library calls it outdated; get-messages neither marks anything nor stops at what is loaded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AllMessagesInChat {
    /// Digits with country code, or a group id with `isGroup`.
    pub phone: String,
    /// The chat is a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// With own messages; true by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include_me: Option<bool>,
    /// With notices of WhatsApp; true by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include_notifications: Option<bool>,
}

impl AllMessagesInChat {
    /// Reads this chat.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into(), is_group: None, include_me: None, include_notifications: None }
    }
}

operation! {
    AllMessagesInChat => Vec<Message> {
        Get "/api/{session}/all-messages-in-chat/{phone}",
        id: "all-messages-in-chat",
        group: Messages,
        effect: Effect::Set,
        query: &[
            ("isGroup", QueryKind::Flag),
            ("includeMe", QueryKind::Flag),
            ("includeNotifications", QueryKind::Flag),
        ],
        failures: &[super::READ_FAILED],
    } validate AllMessagesInChat::check
}

impl AllMessagesInChat {
    fn check(&self) -> Result<(), InvalidField> {
        let flags = RecipientFlags::new(self.is_group, None, None);
        validate::recipients(&OneOrMany::One(self.phone.clone()), &flags)
    }
}
