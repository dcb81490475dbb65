//! `POST generate-token`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the token that was minted before, outside of the world's lock; none means a wrong secret.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let session = ex.path("session");
    match ex.minted() {
        Some(token) => {
            let full = format!("{session}:{token}");
            ex.json(201, json!({"status": "success", "session": session, "token": token, "full": full}))
        }
        None => ex.json(400, json!({"response": false, "message": "The SECRET_KEY is incorrect"})),
    }
}
