//! `POST archive-chat`.

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Archives one chat: several recipients become one wrong id.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let (chat, value) = (reply::joined(ex), reply::field_or(ex, "value", true));
    let archived = ex.lib("archiveChat", vec![chat, value]);
    reply::answer(ex, 201, archived, "Error on archive chat")
}
