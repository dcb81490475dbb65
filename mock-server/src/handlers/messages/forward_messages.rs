//! `POST forward-messages`.

use serde_json::Value;

use super::refused::refuse;
use crate::exchange::Exchange;
use crate::handlers::{field, success};
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Forwards messages to the first recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let first = match ex.body().get("phone") {
        Some(Value::Array(phone)) => phone.first().map(js::text),
        Some(Value::String(phone)) => phone.chars().next().map(String::from),
        _ => None,
    };
    let chat = first.unwrap_or_else(|| "undefined".to_owned());
    match ex.lib("forwardMessagesV2", vec![chat.into(), field(ex, "messageId").unwrap_or_default()]) {
        Ok(forwarded) => ex.json_text(201, success(forwarded, None)),
        Err(thrown) => refuse(ex, thrown, 500, "message", "Error forwarding message"),
    }
}
