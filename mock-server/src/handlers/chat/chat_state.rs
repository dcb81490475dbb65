//! `POST chat-state`.

use crate::exchange::Exchange;
use crate::handlers::{field, reply};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Shows a state in one chat after the other.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let state = field(ex, "chatstate").unwrap_or_default();
    let shown = reply::last_of(ex, |ex, chat| ex.lib("setChatState", vec![chat, state.clone()]));
    reply::answer(ex, 200, shown, "Error on send chat state")
}
