//! `GET chat-is-online`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::{reply, success};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers whether somebody is online. The id is completed as it stands; failures say so under `response`.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let id = format!("{}@c.us", ex.path("phone"));
    match ex.lib("getChatIsOnline", vec![id.into()]) {
        Ok(told) => ex.json_text(200, success(told, None)),
        Err(thrown) => reply::fail_with(
            ex,
            &thrown,
            json!({"status": "error", "response": "Error on get chat is online"}),
        ),
    }
}
