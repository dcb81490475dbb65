//! `POST newsletter`.

use super::answering::answer;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Creates a channel. Description and picture are read from `options` only.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let args = vec![field(ex, "name").unwrap_or_default(), field(ex, "options").unwrap_or_default()];
    let created = ex.lib("createNewsletter", args);
    answer(ex, created)
}
