//! `POST /api/{session}/list-chats`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Failure, InvalidField, Payload,
    types::{Chat, ListDirection},
    validate,
};

/// Lists conversations, all or a part, in the order of WhatsApp's own list.
///
/// The anchor itself is the first of the chats `after` it. The helper chats-page walks through all of them.
/// Channels are not listed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ListChats {
    /// Anchor: full id of a chat. One that is not there, or that the filters leave out, makes the server
    /// begin elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// How many at most; all by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// `after` the anchor (the default; the anchor comes first) or `before` it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<ListDirection>,
    /// Groups only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_groups: Option<bool>,
    /// People only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_users: Option<bool>,
    /// Chats with unread messages, or marked as unread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_with_unread_message: Option<bool>,
    /// Chats that carry one of these labels, by id or name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_labels: Option<Vec<String>>,
}

operation! {
    ListChats => Vec<Chat> {
        Post "/api/{session}/list-chats",
        id: "list-chats",
        group: Chat,
        payload: Payload::Whole,
        since: "2.2.0",
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get all chats"}"#),
        ],
    } validate ListChats::check
}

impl ListChats {
    fn check(&self) -> Result<(), InvalidField> {
        if let Some(id) = &self.id {
            validate::chat_id("id", id)?;
        }
        if self.count == Some(0) {
            return Err(InvalidField::new("count", "is 0: nothing would be listed", "1 or more"));
        }
        if self.direction == Some(ListDirection::Before) && self.id.is_none() {
            return Err(InvalidField::new(
                "direction",
                "before nothing: there is no anchor",
                "before with id, after",
            ));
        }
        Ok(())
    }
}
