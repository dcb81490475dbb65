//! `GET get-phone-number`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the account's own number as an id.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("getWid", vec![]) {
        Ok(number) => ex.json_text(200, success(number, Some("device"))),
        Err(thrown) => {
            let Some(error) = thrown.to_json(true) else { return Err(thrown) };
            ex.json(
                500,
                json!({"status": "error", "message": "Error retrieving phone number", "error": error}),
            )
        }
    }
}
