//! `POST send-message`.

use serde_json::{Value, json};

use super::sending::to_each;
use crate::exchange::Exchange;
use crate::handlers::{field, or};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends a text to each recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let message = field(ex, "message");
    let options = or(field(ex, "options"), || Some(json!({})));
    let args = [message.unwrap_or_default(), options.unwrap_or_default()];
    let send = |ex: &mut Exchange<'_>, to: Value| ex.lib("sendText", [vec![to], args.to_vec()].concat());
    to_each(ex, send, |ex, results| ex.emit_socket_json("mensagem-enviada", results))
}
