//! `GET profile-status`.

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the "about" text of somebody. Of several numbers only the last one is answered.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let told = reply::last_of_path(ex, false, "getStatus");
    reply::answer(ex, 200, told, "Error on  get status")
}
