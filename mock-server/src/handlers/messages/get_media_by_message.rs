//! `GET get-media-by-message`.

use super::media::decrypted;
use super::refused::refuse;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the file of a message. Nothing guards it, so it has its own words for a missing client.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("getMessageById", vec![ex.path("messageId").into()]).and_then(|found| decrypted(ex, found)) {
        Ok(()) => Ok(()),
        Err(thrown) => refuse(ex, thrown, 500, "message", "The session is not active"),
    }
}
