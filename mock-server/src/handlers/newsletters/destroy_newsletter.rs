//! `DELETE newsletter`.

use super::answering::answer;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Deletes a channel. The answer is a bare flag, which the hook loses.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let destroyed = ex.lib("destroyNewsletter", vec![ex.path("id").into()]);
    answer(ex, destroyed)
}
