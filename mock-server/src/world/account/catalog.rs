//! What a business account sells.

use serde::{Deserialize, Serialize};

/// A product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// WhatsApp's number of it.
    pub id: Box<str>,
    /// The shop's own number of it.
    pub retailer_id: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Description.
    pub description: Box<str>,
    /// Page of it.
    pub url: Box<str>,
    /// ISO 4217 code.
    pub currency: Box<str>,
    /// Price in thousandths of the currency.
    pub price_1000: u64,
    /// Not shown to customers.
    pub hidden: bool,
}

/// Products under a common name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    /// WhatsApp's number of it.
    pub id: Box<str>,
    /// Name.
    pub name: Box<str>,
    /// Products, by number.
    pub products: Vec<Box<str>>,
}

/// A customer's order, to which a message of type `order` leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// WhatsApp's number of it, which the message carries as `orderId`.
    pub id: Box<str>,
    /// Epoch seconds.
    pub created_at: i64,
    /// ISO 4217 code.
    pub currency: Box<str>,
    /// Products, by number, with the ordered quantity.
    pub items: Vec<(Box<str>, u32)>,
}

/// Everything that is for sale or was ordered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    /// Products in the order in which WhatsApp lists them.
    pub products: Vec<Product>,
    /// Collections.
    pub collections: Vec<Collection>,
    /// Orders.
    pub orders: Vec<Order>,
}
