//! `POST send-pix-key`.

use serde_json::{Map, Value, json};

use super::sending::to_each;
use crate::exchange::Exchange;
use crate::handlers::{field, or};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends a Pix key to each recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let mut pix = Map::new();
    for name in ["keyType", "name", "key", "instructions"] {
        pix.extend(field(ex, name).map(|value| (name.to_owned(), value)));
    }
    let options = or(field(ex, "options"), || Some(json!({})));
    let args = [Value::Object(pix), options.unwrap_or_default()];
    let send = |ex: &mut Exchange<'_>, to: Value| ex.lib("sendPixKey", [vec![to], args.to_vec()].concat());
    to_each(ex, send, |ex, results| ex.emit_socket_json("mensagem-enviada", results))
}
