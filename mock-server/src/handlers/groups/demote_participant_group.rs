//! `POST demote-participant-group`.

use super::answering::{object, respond};
use super::members::change;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Makes admins of each group plain members.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let changed = change(ex, "demoteParticipant").map(|changed| {
        object([
            ("message", Some("Admin of participant(s) revoked successfully".into())),
            ("participants", changed.people),
            ("groups", Some(changed.groups.into())),
        ])
    });
    respond(ex, 201, changed, "Error revoking participant's admin(s)")
}
