//! `POST send-poll-message`.

use serde_json::Value;

use super::sending::to_each_or_throw;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends a poll to each recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let given = |name: &str| field(ex, name).unwrap_or_default();
    let args = [given("name"), given("choices"), given("options")];
    let send =
        |ex: &mut Exchange<'_>, to: Value| ex.lib("sendPollMessage", [vec![to], args.to_vec()].concat());
    to_each_or_throw(ex, "Error sending poll message", send, |results| results)
}
