//! `GET all-groups`.

use super::answering::answer;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the chats with groups.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let groups = ex.lib("getAllGroups", vec![]);
    answer(ex, groups, "Error fetching groups")
}
