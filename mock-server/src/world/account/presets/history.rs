//! Writing down what was said in a preset's chats.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::world::account::{Chat, Message, MessageKey, QUIET_SINCE, Wid};

/// The history of a chat in the making. Everything in it was seen before the page was opened.
pub(super) struct History<'a> {
    own: &'a Wid,
    chat: Chat,
    /// Pushname of the other side.
    pushname: &'a str,
}

impl<'a> History<'a> {
    pub(super) fn new(own: &'a Wid, id: &str, name: &str, pushname: &'a str) -> Self {
        Self { own, chat: Chat::new(Wid::new(id), Some(name)), pushname }
    }

    /// The other side sent something, `after` seconds after the beginning.
    pub(super) fn received(self, id: &str, after: i64, kind: &str, body: &str, attributes: Value) -> Self {
        self.add(false, id, after, kind, body, attributes)
    }

    /// The account sent something that WhatsApp acknowledged with `ack`.
    pub(super) fn sent(
        self,
        id: &str,
        after: i64,
        kind: &str,
        body: &str,
        attributes: Value,
        ack: i8,
    ) -> Self {
        let mut history = self.add(true, id, after, kind, body, attributes);
        if let Some(message) = history.chat.messages.last_mut() {
            Arc::make_mut(message).ack = ack;
        }
        history
    }

    pub(super) fn unread(mut self, count: i32) -> Self {
        self.chat.unread = count;
        self
    }

    pub(super) fn archived(mut self) -> Self {
        self.chat.archived = true;
        self
    }

    /// The chat carries a label.
    pub(super) fn labelled(mut self, label: &str) -> Self {
        self.chat.labels.push(label.into());
        self
    }

    pub(super) fn done(self) -> Arc<Chat> {
        Arc::new(self.chat)
    }

    fn add(mut self, from_me: bool, id: &str, after: i64, kind: &str, body: &str, attributes: Value) -> Self {
        let participant = (from_me && self.chat.id.is_group()).then(|| self.own.clone());
        let key = MessageKey { from_me, remote: self.chat.id.clone(), id: id.into(), participant };
        let row_id = 999_000_000 + u64::try_from(after).unwrap_or_default();
        let mut message = Message::text(key, row_id, QUIET_SINCE + after, body);
        message.kind = kind.into();
        message.is_new = false;
        if !from_me {
            message.notify_name = self.pushname.into();
        }
        message.attributes = match attributes {
            Value::Object(attributes) => attributes,
            _ => Map::new(),
        };
        self.chat.push(Arc::new(message));
        self
    }
}
