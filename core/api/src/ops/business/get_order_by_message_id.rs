//! `GET /api/{session}/get-order-by-messageId/{messageId}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, Payload, types::Order, validate};

/// Reads the order that a message of type `order` brought.
///
/// Answers 201, though it only reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetOrderByMessageId {
    /// Serialized id of the message, `false_<chat>_<key>`.
    pub message_id: String,
}

impl GetOrderByMessageId {
    /// Asks for the order of this message.
    pub fn new(message_id: impl Into<String>) -> Self {
        Self { message_id: message_id.into() }
    }
}

operation! {
    GetOrderByMessageId => Order {
        Get "/api/{session}/get-order-by-messageId/{messageId}",
        id: "get-order-by-message-id",
        group: Business,
        success: 201,
        payload: Payload::ResponseData,
        since: "2.3.0",
        failures: &[
            Failure::new(400, "there is no such message, it is no order, or the library fails", r#"{"status":"Error","response":{"message":"Error retrieving information","session":"shop","log":{}}}"#),
        ],
    } validate GetOrderByMessageId::check
}

impl GetOrderByMessageId {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("messageId", &self.message_id, "the id of an order message, false_<chat>_<key>")
    }
}
