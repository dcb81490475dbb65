//! `POST group-subject`.

use super::answering::set;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Renames each group.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let title = field(ex, "title");
    set(ex, "setGroupSubject", &[title], "Error on set group subject")
}
