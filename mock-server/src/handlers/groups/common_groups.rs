//! `GET common-groups`.

use super::answering::failed;
use crate::exchange::Exchange;
use crate::handlers::bare;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the groups with the account and somebody else, without an envelope.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("getCommonGroups", vec![ex.path("wid").into()]) {
        Ok(groups) => bare(ex, 200, groups),
        Err(thrown) => failed(ex, 500, "Error on get common groups", &thrown),
    }
}
