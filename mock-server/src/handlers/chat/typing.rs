//! `POST typing`.

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Starts or stops typing in one chat after the other.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let start = js::truthy(Some(&reply::field_or(ex, "value", true)));
    let method = if start { "startTyping" } else { "stopTyping" };
    let shown = reply::last_of(ex, |ex, chat| ex.lib(method, vec![chat]));
    reply::answer(ex, 200, shown, "Error on set typing")
}
