//! Labels of a business account.

use serde::{Deserialize, Serialize};

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
}
