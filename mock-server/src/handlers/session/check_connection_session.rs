//! `GET check-connection-session`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers whether `isConnected` comes back, whatever it says: whether the page of a client answers.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("isConnected", Vec::new()) {
        Ok(_) => ex.json(200, json!({"status": true, "message": "Connected"})),
        Err(Thrown::Hang) => Err(Thrown::Hang),
        Err(_) => ex.json(200, json!({"status": false, "message": "Disconnected"})),
    }
}
