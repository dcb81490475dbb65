//! `POST clear-session-data`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::session::secret_is_right;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Removes the Chrome profile folder and nothing else, with a wrong secret too: then only the answer is another.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match clear(ex) {
        Ok(()) => Ok(()),
        Err(thrown) => {
            let Some(error) = thrown.to_json(true) else { return Err(thrown) };
            ex.json(500, json!({"status": false, "message": "Error on clear session data", "error": error}))
        }
    }
}

fn clear(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    if !secret_is_right(ex) {
        ex.json(400, json!({"response": "error", "message": "The token is incorrect"}))?;
    }
    ex.world.remove_profile(ex.path("session"));
    ex.json(200, json!({"success": true}))
}
