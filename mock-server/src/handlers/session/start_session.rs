//! `POST start-session`.

use crate::exchange::Exchange;
use crate::handlers::session::waits_for_code;
use crate::library::Thrown;
use crate::world::session::StartBody;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the state before the start, then starts. Only on a name that the server does not know does
/// `waitQrCode` wait: then the first code is the answer, if one ever comes.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let state = ex.world.state_answer(ex.session(), waits_for_code(ex));
    let waiting = match state {
        Some(state) => {
            ex.json(200, state)?;
            None
        }
        None => Some(ex.defer()),
    };
    let body = StartBody::new(ex.body().clone());
    let id = ex.id();
    ex.world.open_session(ex.session(), body, waiting, Some(id));
    Ok(())
}
