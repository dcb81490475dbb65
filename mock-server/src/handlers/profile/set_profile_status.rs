//! `POST profile-status`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::{field, success};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Changes the "about" text. Its failure carries no error.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let status = field(ex, "status").unwrap_or_default();
    match ex.lib("setProfileStatus", vec![status]) {
        Ok(set) => ex.json_text(200, success(set, None)),
        Err(Thrown::Hang) => Err(Thrown::Hang),
        Err(_) => ex.json(500, json!({"status": "error", "message": "Error on set profile status"})),
    }
}
