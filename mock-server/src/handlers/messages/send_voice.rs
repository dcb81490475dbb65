//! `POST send-voice`.

use super::sending::to_each;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends a file as a voice message to each recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let given = |name: &str| field(ex, name).unwrap_or_default();
    let filename = field(ex, "filename").unwrap_or_else(|| "Voice Audio".into());
    let args = [given("path"), filename, given("message"), given("quotedMessageId")];
    to_each(ex, |ex, to| ex.lib("sendPtt", [vec![to], args.to_vec()].concat()), |_, _| ())
}
