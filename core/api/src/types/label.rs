use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

wire_struct! {
    /// A label of a business account.
    pub struct Label {
        /// Its id, a number as text.
        always id: String = "id",
        /// What it shows.
        maybe name: String = "name",
        /// Colour as an ARGB number.
        maybe color: i64 = "color",
        /// How many chats carry it.
        maybe count: i64 = "count",
        /// Colour as `#rrggbb`.
        maybe hex_color: String = "hexColor",
        /// Place in WhatsApp's palette.
        maybe color_index: i64 = "colorIndex",
    }
}

/// Further settings of a new label.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct LabelOptions {
    /// Colour as an ARGB number, or the same as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_color: Option<Value>,
}

impl LabelOptions {
    /// A label of this colour, an ARGB number.
    pub fn color(argb: u32) -> Self {
        Self { label_color: Some(argb.into()) }
    }
}

/// One label that is put on chats or taken off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct LabelChange {
    /// The label's id.
    pub label_id: String,
    /// What is done with it.
    #[serde(rename = "type")]
    pub kind: LabelChangeKind,
}

impl LabelChange {
    /// Puts the label on.
    pub fn add(label_id: impl Into<String>) -> Self {
        Self { label_id: label_id.into(), kind: LabelChangeKind::Add }
    }

    /// Takes the label off.
    pub fn remove(label_id: impl Into<String>) -> Self {
        Self { label_id: label_id.into(), kind: LabelChangeKind::Remove }
    }
}

/// What is done with a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LabelChangeKind {
    /// It is put on.
    Add,
    /// It is taken off.
    Remove,
}
