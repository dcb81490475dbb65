//! `POST send-buttons`.

use serde_json::Value;

use super::sending::to_each_or_throw;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends a text with buttons to each recipient; answers the recipients.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let args = [field(ex, "message").unwrap_or_default(), field(ex, "options").unwrap_or_default()];
    let phone = ex.body().get("phone").cloned().unwrap_or_default();
    let send = |ex: &mut Exchange<'_>, to: Value| ex.lib("sendText", [vec![to], args.to_vec()].concat());
    to_each_or_throw(ex, "Error sending message with buttons", send, |_| phone.into())
}
