//! `POST messages-admins-only`.

use super::answering::set;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Lets only admins write in each group; a missing value is true.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let value = field(ex, "value").or(Some(true.into()));
    set(ex, "setMessagesAdminsOnly", &[value], "Error on set messages admins only")
}
