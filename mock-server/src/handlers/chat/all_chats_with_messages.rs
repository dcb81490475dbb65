//! `GET all-chats-with-messages`.

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the same as list-chats without options: no messages, despite the name.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let chats = ex.lib("listChats", vec![]);
    reply::answer(ex, 200, chats, "Error on get all chats whit messages")
}
