//! `GET all-chats-archived`.

use serde_json::Value;

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::{Json, Thrown};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the archived ones of all conversations, without an envelope and with 201.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match archived(ex) {
        Ok(chats) => ex.json(201, chats),
        Err(thrown) => reply::fail(ex, &thrown, "Error on archive all chats"),
    }
}

fn archived(ex: &mut Exchange<'_>) -> Result<Vec<Value>, Thrown> {
    let chats = ex.lib("getAllChats", vec![])?.map(Json::into_tree);
    let Some(Value::Array(mut chats)) = chats else { return Err(Thrown::node("chats is not iterable")) };
    chats.retain(|chat| chat.get("archive") == Some(&Value::Bool(true)));
    Ok(chats)
}
