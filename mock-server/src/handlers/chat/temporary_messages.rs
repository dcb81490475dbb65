//! `POST temporary-messages`.

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Switches disappearing messages in one chat after the other and answers the last one.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let value = reply::field_or(ex, "value", true);
    let set = reply::last_of(ex, |ex, chat| ex.lib("setTemporaryMessages", vec![chat, value.clone()]));
    reply::answer(ex, 200, set, "Error on set temporary messages")
}
