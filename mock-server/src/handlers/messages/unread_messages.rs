//! `GET unread-messages`.

use super::refused::refuse;
use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Takes out new messages, by chat.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("getUnreadMessages", vec![false.into(), false.into(), true.into()]) {
        Ok(chats) => ex.json_text(200, success(chats, None)),
        Err(thrown) => refuse(ex, thrown, 500, "response", "Error on open list"),
    }
}
