//! `POST group-description`.

use super::answering::set;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Describes each group.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let description = field(ex, "description");
    set(ex, "setGroupDescription", &[description], "Error on set group description")
}
