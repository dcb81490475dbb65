//! `GET get-order-by-messageId`.

use serde_json::Value;

use super::retrieved;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the order that a message brought.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let order = ex.lib("getOrder", vec![ex.path("messageId").into()]);
    retrieved(ex, Some(Value::Null), order)
}
