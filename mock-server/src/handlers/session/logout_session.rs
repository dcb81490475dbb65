//! `POST logout-session`.

use wppkit_api::Profile;

use super::not_closed;
use crate::exchange::Exchange;
use crate::library::Thrown;
use crate::world::session::LogoutOutcome;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Unlinks the phone. The answer comes half a second later, when the profile folder is removed.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    // The Go port closes the connection and keeps the link.
    if ex.world.settings.profile == Profile::Go {
        return super::close_session::handle(ex);
    }
    let id = ex.id();
    match ex.world.log_out(ex.session(), id) {
        LogoutOutcome::Later => {
            ex.defer();
            Ok(())
        }
        LogoutOutcome::Failed(thrown) => not_closed(ex, thrown),
    }
}
