//! `POST group-property`.

use super::answering::set;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Changes a setting of each group; a missing value is true.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let args = [field(ex, "property"), field(ex, "value").or(Some(true.into()))];
    set(ex, "setGroupProperty", &args, "Error on set group property")
}
