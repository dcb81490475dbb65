//! Helper `chats-page`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Helper, HelperMeta,
    page::{check_limit, page_limit},
};
use crate::{Effect, InvalidField, types::Chat, validate};

/// Reads one page of the conversations, in the order of WhatsApp's list, and where to go on.
///
/// The cursor is the id of a chat: `next` of the page before, or whichever chat was dealt with last. While pages are
/// read, new messages move chats to the front: one may come again, none that stays where it is gets lost. If the
/// cursor's chat is no longer listed, the page begins at the front and says `restarted`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ChatsPage {
    /// Id of the chat behind which the page begins; the front by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many chats at most; 100 by default, 1000 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
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

impl ChatsPage {
    /// The chats behind this one.
    pub fn after(cursor: impl Into<String>) -> Self {
        Self { cursor: Some(cursor.into()), ..Self::default() }
    }

    /// Pages of this size.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// How many chats a page has at most.
    pub fn page_limit(&self) -> usize {
        page_limit(self.limit)
    }
}

impl Helper for ChatsPage {
    type Response = ChatPage;
    const META: HelperMeta = HelperMeta::new("chats-page", Effect::Read);

    fn validate(&self) -> Result<(), InvalidField> {
        check_limit(self.limit)?;
        self.cursor.as_deref().map_or(Ok(()), |cursor| validate::chat_id("cursor", cursor))
    }
}

/// One page of conversations.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ChatPage {
    /// The chats.
    pub items: Vec<Chat>,
    /// Cursor of the page that follows; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The cursor's chat was not listed any more, so the page begins at the front.
    #[serde(default)]
    pub restarted: bool,
}

impl ChatPage {
    /// A page.
    pub fn new(items: Vec<Chat>, next: Option<String>, restarted: bool) -> Self {
        Self { items, next, restarted }
    }
}
