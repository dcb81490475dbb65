//! `POST star-message`.

use super::refused::refuse;
use crate::exchange::Exchange;
use crate::handlers::{field, success};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Stars messages or takes the stars away.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let star = field(ex, "star").unwrap_or_else(|| true.into());
    match ex.lib("starMessage", vec![field(ex, "messageId").unwrap_or_default(), star]) {
        Ok(changed) => ex.json_text(200, success(changed, None)),
        Err(thrown) => refuse(ex, thrown, 500, "message", "Error on  start message"),
    }
}
