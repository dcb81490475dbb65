//! `GET status-session`.

use crate::exchange::Exchange;
use crate::handlers::session::waits_for_code;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers `client.status` with the last QR code, which stays after login and after autoclose.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.world.state_answer(ex.session(), waits_for_code(ex)) {
        Some(state) => ex.json(200, state),
        None => Ok(()),
    }
}
