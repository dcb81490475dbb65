//! `POST reject-call`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::{field, success};
use crate::library::Thrown;

/// The answers are canned.
pub const STATEFUL: bool = false;

/// Answers that one call was rejected, whether anybody calls or not.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let call = field(ex, "callId").unwrap_or_default();
    match ex.lib("rejectCall", vec![call]) {
        Ok(rejected) => ex.json_text(200, success(rejected, None)),
        Err(thrown) => {
            let Some(error) = thrown.to_json(true) else { return Err(thrown) };
            ex.json(500, json!({"status": "error", "message": "Error on rejectCall", "error": error}))
        }
    }
}
