//! `GET community-participants`.

use crate::exchange::Exchange;
use crate::handlers::bare;
use crate::handlers::groups::failed;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the members of a community, without an envelope.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let args = vec![ex.path("id").into()];
    match ex.lib("getCommunityParticipants", args) {
        Ok(returned) => bare(ex, 200, returned),
        Err(thrown) => failed(ex, 500, "Error on get participant of communoty", &thrown),
    }
}
