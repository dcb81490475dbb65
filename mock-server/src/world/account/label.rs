//! Labels of a business account.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::wire::{Encoding, RawChatView};
use super::{Account, Wid};

/// A label, as it is on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Label {
    /// Number as text.
    pub id: Box<str>,
    /// Shown text.
    pub name: Box<str>,
    /// ARGB as a number.
    pub color: u32,
    /// Chats that carry it.
    pub count: u32,
    /// RGB as `#rrggbb`.
    pub hex_color: Box<str>,
    /// Place in WhatsApp's palette.
    pub color_index: u32,
}

impl Label {
    /// The label that a new business account has.
    #[must_use]
    pub fn new_customer() -> Self {
        Self {
            id: "1".into(),
            name: "New customer".into(),
            color: 0xFFFF_B400,
            count: 1,
            hex_color: "#ffd429".into(),
            color_index: 0,
        }
    }

    /// A label that no chat carries yet.
    #[must_use]
    pub fn new(id: u32, name: &str, color: u32) -> Self {
        Self {
            id: id.to_string().into(),
            name: name.into(),
            color,
            count: 0,
            hex_color: format!("#{:06x}", color & 0x00FF_FFFF).into(),
            color_index: id.saturating_sub(1) % PALETTE,
        }
    }
}

/// Colours in WhatsApp's palette of labels.
const PALETTE: u32 = 20;

impl Account {
    /// Puts a label on a chat or takes it off; whether that changed anything.
    pub fn set_label(&mut self, chat: &Wid, label: &str, on: bool) -> bool {
        let known = self.data().labels.iter().any(|known| &*known.id == label);
        let carried = self.chat(chat).map(|chat| chat.labels.iter().any(|carried| &**carried == label));
        if !known || carried.is_none_or(|carried| carried == on) {
            return false;
        }
        if let Some(chat) = self.chat_mut(chat) {
            match on {
                true => chat.labels.push(label.into()),
                false => chat.labels.retain(|carried| &**carried != label),
            }
        }
        if let Some(label) = self.data_mut().labels.iter_mut().find(|known| &*known.id == label) {
            label.count = if on { label.count + 1 } else { label.count.saturating_sub(1) };
        }
        true
    }

    /// Takes away a label, or all of them.
    pub fn remove_labels(&mut self, label: Option<&str>) {
        let goes = |id: &str| label.is_none_or(|label| label == id);
        let data = self.data_mut();
        data.labels.retain(|label| !goes(&label.id));
        for chat in data.chats.iter_mut().filter(|chat| chat.labels.iter().any(|id| goes(id))) {
            Arc::make_mut(chat).labels.retain(|id| !goes(id));
        }
    }

    /// What listeners hear of a label that was put on a chat (`add`) or taken off (`remove`).
    #[must_use]
    pub fn label_event(&self, chat: &Wid, label: &str, kind: &str) -> Option<Value> {
        let chat = self.chat(chat)?;
        let chat = RawChatView { chat, encoding: Encoding::Strings, read_only: self.may_only_read(chat) };
        let label = self.data().labels.iter().find(|known| &*known.id == label)?;
        Some(json!({"chat": chat, "ids": [&label.id], "labels": [label], "type": kind}))
    }
}
