//! `POST add-participant-group`.

use super::answering::{object, respond};
use super::members::change;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Adds people to each group.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let added = change(ex, "addParticipant").map(|changed| {
        object([
            ("message", Some("Addition to group attempted.".into())),
            ("participants", changed.people),
            ("groups", Some(changed.groups.into())),
            ("result", Some(changed.results.into())),
        ])
    });
    respond(ex, 201, added, "Error adding participant(s)")
}
