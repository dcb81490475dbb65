//! `GET reactions`.

use super::refused::refuse;
use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers who reacted to a message.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("getReactions", vec![ex.path("id").into()]) {
        Ok(reactions) => ex.json_text(200, success(reactions, None)),
        Err(thrown) => refuse(ex, thrown, 500, "message", "Error on get reactions"),
    }
}
