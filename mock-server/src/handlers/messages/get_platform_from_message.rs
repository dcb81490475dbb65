//! `GET get-platform-from-message`.

use super::refused::refuse;
use crate::exchange::Exchange;
use crate::library::{Json, Thrown};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers a bare text, which gets lost in the hook.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("getPlatformFromMessage", vec![ex.path("messageId").into()]) {
        Ok(platform) => ex.json(200, platform.map(Json::into_tree)),
        Err(thrown) => refuse(ex, thrown, 500, "message", "Error on get get platform from message"),
    }
}
