//! `POST set-online-presence`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Shows the account as online or offline. Stands behind no guard.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let online = field(ex, "isOnline").unwrap_or_else(|| true.into());
    match ex.lib("setOnlinePresence", vec![online]) {
        Ok(_) => ex.json(
            200,
            json!({"status": "success", "response": {"message": "Set Online Presence Successfully"}}),
        ),
        Err(thrown) => {
            let Some(error) = thrown.to_json(false) else { return Err(thrown) };
            ex.json(
                500,
                json!({"status": "error", "message": "Error on set online presence", "error": error}),
            )
        }
    }
}
