//! `GET all-chats`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers every conversation. Its failure carries no error.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("getAllChats", vec![]) {
        Ok(chats) => ex.json_text(200, success(chats, Some("chat"))),
        Err(Thrown::Hang) => Err(Thrown::Hang),
        Err(_) => ex.json(500, json!({"status": "error", "message": "Error on get all chats"})),
    }
}
