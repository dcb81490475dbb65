//! `GET unhealthy`.

use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers 503 and ends the server process, which is a world here.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    ex.empty(503)?;
    ex.world.end();
    Ok(())
}
