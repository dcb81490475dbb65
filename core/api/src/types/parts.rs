//! Parts of requests that send something.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A group of rows of a list message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListSection {
    /// Heading of the group.
    pub title: String,
    /// What can be chosen.
    pub rows: Vec<ListRow>,
}

/// A row of a list message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListRow {
    /// Id that comes back with the choice.
    pub row_id: String,
    /// What is shown.
    pub title: String,
    /// Smaller text below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum OrderItem {
    /// A product of the account's catalog.
    Product {
        /// Id of the product.
        id: String,
        /// How many.
        qnt: u32,
    },
    /// Anything else.
    Custom {
        /// What it is.
        name: String,
        /// Price of one, in thousandths of the currency: 120000 is 120.00.
        price: i64,
        /// How many.
        qnt: u32,
    },
}

/// How a poll works.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PollOptions {
    /// How many choices each person has; 0 (the default) is any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selectable_count: Option<u32>,
    /// Options of WA-JS: `quotedMsg`, `delay`, `messageId`, …
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// How a text story looks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StoryOptions {
    /// Colour, `#0275d8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub background_color: Option<String>,
    /// Number of a font of WhatsApp, 0 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub font: Option<u32>,
}

/// Kind of a Pix key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum PixKeyType {
    /// Number of a company.
    Cnpj,
    /// Number of a person.
    Cpf,
    /// Phone number.
    Phone,
    /// E-mail address.
    Email,
    /// Random key.
    Evp,
}
