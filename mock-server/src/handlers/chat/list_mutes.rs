//! `GET list-mutes`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::{reply, success};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers which chats are muted. Failures say so under `response`.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("getListMutes", vec![ex.path("type").into()]) {
        Ok(mutes) => ex.json_text(200, success(mutes, None)),
        Err(thrown) => {
            reply::fail_with(ex, &thrown, json!({"status": "error", "response": "Error on get list mutes"}))
        }
    }
}
