//! `POST set-limit`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Fails: no middleware attaches the session, so there is no client to call.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    ex.json(500, json!({"status": false, "message": "Error on set limit", "error": {}}))
}
