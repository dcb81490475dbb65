//! `POST mute-newsletter`.

use super::answering::answer;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Mutes a channel. The answer tells nothing.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let muted = ex.lib("muteNesletter", vec![ex.path("id").into()]);
    answer(ex, muted)
}
