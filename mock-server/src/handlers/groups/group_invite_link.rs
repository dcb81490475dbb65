//! `GET group-invite-link`.

use super::answering::read;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the invite link of a group; of several groups that of the last.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    read(ex, "getGroupInviteLink", "Error on get group invite link")
}
