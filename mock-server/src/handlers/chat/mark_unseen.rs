//! `POST mark-unseen`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Marks one chat as unread: several recipients become one wrong id.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let chat = reply::joined(ex);
    match ex.lib("markUnseenMessage", vec![chat]) {
        Ok(_) => ex.json(200, json!({"status": "success", "response": {"message": "unseen checked"}})),
        Err(thrown) => reply::fail(ex, &thrown, "Error on mark unseen"),
    }
}
