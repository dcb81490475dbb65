//! `GET all-contacts`.

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers every contact.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let contacts = ex.lib("getAllContacts", vec![]);
    reply::answer(ex, 200, contacts, "Error on get all constacts")
}
