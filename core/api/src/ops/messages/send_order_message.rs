//! `POST /api/{session}/send-order-message`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Effect, Failure, InvalidField,
    types::{OneOrMany, OrderItem, SendResult},
    validate::{self, RecipientFlags},
};

/// Sends an order: products of the catalog, items of one's own, or both. Since 2.3.0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendOrderMessage {
    /// Recipients: digits with country code, or ids with the matching flag. More than one is a list.
    pub phone: OneOrMany<String>,
    /// What is ordered.
    pub items: Vec<OrderItem>,
    /// `tax`, `shipping`, `discount` (thousandths), `notes`, `pix`, `payment_instruction`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Value>,
    /// The recipients are groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// The recipients are newsletters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_newsletter: Option<bool>,
    /// The recipients are LIDs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
}

impl SendOrderMessage {
    /// Sends an order of these items to these recipients.
    pub fn new(phone: impl Into<OneOrMany<String>>, items: Vec<OrderItem>) -> Self {
        Self { phone: phone.into(), items, options: None, is_group: None, is_newsletter: None, is_lid: None }
    }
}

operation! {
    SendOrderMessage => Vec<SendResult> {
        Post "/api/{session}/send-order-message",
        id: "send-order-message",
        group: Messages,
        effect: Effect::Send,
        success: 201,
        since: "2.3.0",
        failures: &[Failure::new(400, "no recipient is given", r#""Error sending order message""#), super::SEND_FAILED],
    } validate SendOrderMessage::check
}

impl SendOrderMessage {
    fn check(&self) -> Result<(), InvalidField> {
        if self.items.is_empty() {
            return Err(InvalidField::new(
                "items",
                "is empty",
                "{type: 'product', id, qnt} or {type: 'custom', name, price, qnt}, price in thousandths",
            ));
        }
        validate::recipients(
            &self.phone,
            &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid),
        )
    }
}
