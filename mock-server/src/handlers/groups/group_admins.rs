//! `GET group-admins`.

use super::answering::{answer, each_group};
use crate::exchange::Exchange;
use crate::library::Json;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers a list with the admins of each group.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let group = ex.path("groupId").into();
    let admins = each_group(ex, Some(&group), "getGroupAdmins", &[]).map(|lists| Some(Json::list(&lists)));
    answer(ex, admins, "Error retrieving group admin(s)")
}
