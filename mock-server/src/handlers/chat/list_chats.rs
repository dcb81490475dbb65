//! `POST list-chats`.

use serde_json::{Map, Value, json};

use crate::exchange::Exchange;
use crate::handlers::{bare, field};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers a part of the conversations, without an envelope. Its failure carries no error.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let names =
        ["id", "count", "direction", "onlyGroups", "onlyUsers", "onlyWithUnreadMessage", "withLabels"];
    let options: Map<String, Value> =
        names.iter().filter_map(|name| Some(((*name).to_owned(), field(ex, name)?))).collect();
    match ex.lib("listChats", vec![Value::Object(options)]) {
        Ok(chats) => bare(ex, 200, chats),
        Err(Thrown::Hang) => Err(Thrown::Hang),
        Err(_) => ex.json(500, json!({"status": "error", "message": "Error on get all chats"})),
    }
}
