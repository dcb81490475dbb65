//! `POST close-session`.

use super::{closed, not_closed};
use crate::exchange::Exchange;
use crate::library::Thrown;
use crate::world::session::CloseOutcome;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Closes the browser of a client that works and keeps its login. Anything else that was started is only
/// forgotten, and answered with 500.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let id = ex.id();
    match ex.world.close_session(ex.session(), Some(id)) {
        CloseOutcome::Closed | CloseOutcome::AlreadyClosed => ex.json(200, closed()),
        CloseOutcome::Failed(thrown) => not_closed(ex, thrown),
    }
}
