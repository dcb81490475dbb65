//! `GET group-members-ids`.

use super::answering::read;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the ids of a group's members; of several groups those of the last.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    read(ex, "getGroupMembersIds", "Error on get group members ids")
}
