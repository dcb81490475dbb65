//! Helper `messages-page`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Helper, HelperMeta,
    page::{check_limit, page_limit},
};
use crate::{Effect, InvalidField, types::Message, validate};

/// Reads one page of a chat's messages, from the newest back in time, and where to go on.
///
/// The cursor is the id of a message: `next` of the page before, or whichever message was dealt with last. The last
/// page is the one without `next`; it may be empty. With `direction` `after` it walks forward in time from the cursor:
/// what came since.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct MessagesPage {
    /// Full id of the chat: `…@c.us`, `…@g.us`, `…@lid`, `…@newsletter`.
    pub chat: String,
    /// Id of the message next to which the page begins; the newest message by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many messages at most; 100 by default, 1000 at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `before` the cursor (the default, newest first) or `after` it (oldest first).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<PageDirection>,
}

/// Which way pages walk through a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PageDirection {
    /// Back in time, newest first.
    #[default]
    Before,
    /// Forward in time, oldest first.
    After,
}

impl MessagesPage {
    /// The newest messages of this chat.
    pub fn new(chat: impl Into<String>) -> Self {
        Self { chat: chat.into(), cursor: None, limit: None, direction: None }
    }

    /// What came after this message.
    pub fn after(chat: impl Into<String>, cursor: impl Into<String>) -> Self {
        Self { cursor: Some(cursor.into()), direction: Some(PageDirection::After), ..Self::new(chat) }
    }

    /// Goes on at this message.
    #[must_use]
    pub fn cursor(mut self, cursor: impl Into<String>) -> Self {
        self.cursor = Some(cursor.into());
        self
    }

    /// Pages of this size.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// How many messages a page has at most.
    pub fn page_limit(&self) -> usize {
        page_limit(self.limit)
    }
}

impl Helper for MessagesPage {
    type Response = MessagePage;
    const META: HelperMeta = HelperMeta::new("messages-page", Effect::Read);

    fn validate(&self) -> Result<(), InvalidField> {
        validate::chat_id("chat", &self.chat)?;
        check_limit(self.limit)?;
        match &self.cursor {
            None if self.direction == Some(PageDirection::After) => Err(InvalidField::new(
                "cursor",
                "is missing: nothing comes after the newest message",
                "the id of a message, with direction after",
            )),
            Some(cursor) if !cursor.contains('@') || !cursor.contains('_') => {
                Err(InvalidField::new("cursor", "is no message id", "true_<chat>_<key>, false_<chat>_<key>"))
            }
            _ => Ok(()),
        }
    }
}

/// One page of messages.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MessagePage {
    /// The messages in the order of the walk.
    pub items: Vec<Message>,
    /// Cursor of the page that follows; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl MessagePage {
    /// A page.
    pub fn new(items: Vec<Message>, next: Option<String>) -> Self {
        Self { items, next }
    }
}
