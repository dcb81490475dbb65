//! `GET chat-by-id`.

use crate::exchange::Exchange;
use crate::handlers::{bare, reply};
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers one conversation, or `false`, without an envelope. The id is completed as it stands.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let group = js::truthy(ex.query("isGroup"));
    let id = format!("{}@{}", ex.path("phone"), if group { "g.us" } else { "c.us" });
    match ex.lib("getChatById", vec![id.into()]) {
        Ok(chat) => bare(ex, 200, chat),
        Err(thrown) => reply::fail(ex, &thrown, "Error changing chat by Id"),
    }
}
