//! `POST send-order-message`.

use serde_json::{Value, json};

use super::sending::to_each_or;
use crate::exchange::Exchange;
use crate::handlers::{field, or};
use crate::library::{Json, Thrown};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends an order to each recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let options = or(field(ex, "options"), || Some(json!({})));
    let args = [field(ex, "items").unwrap_or_default(), options.unwrap_or_default()];
    let send =
        |ex: &mut Exchange<'_>, to: Value| ex.lib("sendOrderMessage", [vec![to], args.to_vec()].concat());
    let tell = |ex: &mut Exchange<'_>, results: &Json| ex.emit_socket_json("mensagem-enviada", results);
    to_each_or(ex, "Error sending order message", send, tell)
}
