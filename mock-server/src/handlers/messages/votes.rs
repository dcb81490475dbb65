//! `GET votes`.

use super::refused::refuse;
use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers who voted for what.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("getVotes", vec![ex.path("id").into()]) {
        Ok(votes) => ex.json_text(200, success(votes, None)),
        Err(thrown) => refuse(ex, thrown, 500, "message", "Error on get votes"),
    }
}
