//! `GET contact/pn-lid`.

use crate::exchange::Exchange;
use crate::handlers::{bare, reply};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers both ids of a person, without an envelope.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("getPnLidEntry", vec![ex.path("pnLid").into()]) {
        Ok(entry) => bare(ex, 200, entry),
        Err(thrown) => reply::fail(ex, &thrown, "Error on get contact by PN-LID"),
    }
}
