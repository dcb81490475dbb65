//! `GET get-messages`.

use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers a part of a chat's history. A library error is answered with 401, which is no failed authentication.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let count = ex.query("count").map_or(Some(20), js::parse_int);
    let direction = ex.query("direction").map_or_else(|| "before".to_owned(), js::text);
    let id = ex.query("id").cloned().unwrap_or(Value::Null);
    let options = json!({"count": count, "direction": direction, "id": id});
    match ex.lib("getMessages", vec![ex.path("phone").into(), options]) {
        Ok(messages) => ex.json_text(200, success(messages, None)),
        Err(thrown) => {
            let Some(error) = thrown.to_json(true) else { return Err(thrown) };
            ex.json(401, json!({"status": "error", "response": "Error on open list", "error": error}))
        }
    }
}
