//! `POST start-all`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::session::secret_is_right;
use crate::library::Thrown;
use crate::world::session::StartBody;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Starts every session in the token store, with a wrong secret too: then only the answer is another.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    if !secret_is_right(ex) {
        ex.json(400, json!({"response": "error", "message": "The token is incorrect"}))?;
    }
    let body = StartBody::new(ex.body().clone());
    let id = ex.id();
    ex.world.start_all(body, Some(id));
    ex.json(201, json!({"status": "success", "message": "Starting all sessions"}))
}
