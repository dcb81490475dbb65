//! `GET all-broadcast-list`.

use super::answering::answer;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the broadcast lists.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let lists = ex.lib("getAllBroadcastList", vec![]);
    answer(ex, lists, "Error on get all broad cast list")
}
