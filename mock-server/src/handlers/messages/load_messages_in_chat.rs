//! `GET load-messages-in-chat`.

use super::refused::refuse;
use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the whole history of a chat with a person. It looks for its flags in the path, where they never are.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let chat = format!("{}@c.us", ex.path("phone"));
    match ex.lib("loadAndGetAllMessagesInChat", vec![chat.into(), true.into(), false.into()]) {
        Ok(messages) => ex.json_text(200, success(messages, None)),
        Err(thrown) => refuse(ex, thrown, 500, "response", "Error on open list"),
    }
}
