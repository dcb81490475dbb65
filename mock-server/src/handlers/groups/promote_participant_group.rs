//! `POST promote-participant-group`.

use super::answering::{object, respond};
use super::members::change;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Makes people admins of each group.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let changed = change(ex, "promoteParticipant").map(|changed| {
        object([
            ("message", Some("Successful promoted participant(s)".into())),
            ("participants", changed.people),
            ("groups", Some(changed.groups.into())),
        ])
    });
    respond(ex, 201, changed, "Error promoting participant(s)")
}
