//! `GET show-all-sessions`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::session::secret_is_right;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Lists the names in the token store, closed and logged-out sessions included.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    if !secret_is_right(ex) {
        ex.json(400, json!({"response": false, "message": "The token is incorrect"}))?;
    }
    let names = ex.world.stored_sessions();
    ex.json(200, json!({"response": names}))
}
