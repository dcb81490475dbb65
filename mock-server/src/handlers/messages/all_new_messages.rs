//! `GET all-new-messages`.

use super::refused::refuse;
use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers new messages of every unread chat.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("getAllNewMessages", vec![]) {
        Ok(messages) => ex.json_text(200, success(messages, None)),
        Err(thrown) => refuse(ex, thrown, 500, "message", "Error on get all messages in chat"),
    }
}
