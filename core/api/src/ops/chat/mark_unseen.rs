//! `POST /api/{session}/mark-unseen`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::MessageAnswer,
    validate::{self, RecipientFlags},
};

/// Marks a conversation as unread: its `unreadCount` becomes −1.
///
/// One chat for each call: the server makes one wrong id of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct MarkUnseen {
    /// The other side of the chat, exactly one: digits with country code, or an id with the matching flag.
    pub phone: String,
    /// It is a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// It is a newsletter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_newsletter: Option<bool>,
    /// It is a LID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
}

impl MarkUnseen {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into(), is_group: None, is_newsletter: None, is_lid: None }
    }
}

operation! {
    MarkUnseen => MessageAnswer {
        Post "/api/{session}/mark-unseen",
        id: "mark-unseen",
        group: Chat,
        effect: Effect::Set,
        failures: &[
            Failure::new(500, "the library fails, or there is no such chat", r#"{"status":"error","message":"Error on mark unseen","error":{}}"#),
        ],
    } validate MarkUnseen::check
}

impl MarkUnseen {
    fn check(&self) -> Result<(), InvalidField> {
        validate::recipient(&self.phone, &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid))
    }
}
