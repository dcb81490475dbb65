//! `POST delete-all-chats`.

use super::bulk::to_all;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Fails with the first chat: it names an attribute that chats do not have.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    to_all(ex, 200, "Error on delete all chats", |ex, chat| {
        ex.lib("deleteChat", vec![chat.unwrap_or_default()])
    })
}
