//! `POST add-community-subgroup`.

use crate::exchange::Exchange;
use crate::handlers::groups::failed;
use crate::handlers::{bare, field};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Links groups to a community.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let args = vec![field(ex, "id").unwrap_or_default(), field(ex, "groupsIds").unwrap_or_default()];
    match ex.lib("addSubgroupsCommunity", args) {
        Ok(returned) => bare(ex, 200, returned),
        Err(thrown) => failed(ex, 500, "Error on add subgroup", &thrown),
    }
}
