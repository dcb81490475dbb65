//! `POST react-message`.

use serde_json::json;

use super::refused::refuse;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Reacts to a message.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let args = vec![field(ex, "msgId").unwrap_or_default(), field(ex, "reaction").unwrap_or_default()];
    match ex.lib("sendReactionToMessage", args) {
        Ok(_) => ex.json(200, json!({"status": "success", "response": {"message": "Reaction sended"}})),
        Err(thrown) => refuse(ex, thrown, 500, "message", "Error on send reaction to message"),
    }
}
