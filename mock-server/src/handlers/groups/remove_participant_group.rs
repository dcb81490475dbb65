//! `POST remove-participant-group`.

use super::answering::{object, respond};
use super::members::change;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Removes people from each group. The answer lists what the library returned in place of the groups.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let removed = change(ex, "removeParticipant").map(|changed| {
        object([
            ("message", Some("Participant(s) removed successfully".into())),
            ("participants", changed.people),
            ("groups", Some(changed.results.into())),
        ])
    });
    respond(ex, 200, removed, "Error removing participant(s)")
}
