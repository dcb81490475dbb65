//! `POST unblock-contact`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Unblocks one person: several recipients become one wrong id.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let person = reply::joined(ex);
    match ex.lib("unblockContact", vec![person]) {
        Ok(_) => ex.json(200, json!({"status": "success", "response": {"message": "Contact UnBlocked"}})),
        Err(thrown) => reply::fail(ex, &thrown, "Error on unlock contact"),
    }
}
