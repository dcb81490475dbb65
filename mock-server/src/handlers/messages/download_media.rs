//! `POST download-media`.

use super::media::decrypted;
use super::refused::refuse;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Json, Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the file of a message, which may be given whole.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match find(ex).and_then(|found| decrypted(ex, found)) {
        Ok(()) => Ok(()),
        Err(thrown) => refuse(ex, thrown, 400, "message", "Decrypt file error"),
    }
}

/// The message of an id; one that is given with its type and `isMedia` is taken as it is.
fn find(ex: &mut Exchange<'_>) -> Result<Option<Json>, Thrown> {
    let Some(given) = field(ex, "messageId").filter(|given| !given.is_null()) else {
        return Err(Thrown::node("Cannot read properties of undefined (reading 'isMedia')"));
    };
    if js::truthy(given.get("isMedia")) && js::truthy(given.get("type")) {
        return Ok(Some(given.into()));
    }
    ex.lib("getMessageById", vec![given])
}
