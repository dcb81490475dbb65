//! `POST send-reply`.

use serde_json::{Map, Value};

use super::sending::to_each;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers a message in the chat of each recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let (message, quoted) = (field(ex, "message"), field(ex, "messageId"));
    let args = [message.clone().unwrap_or_default(), quoted.unwrap_or_default()];
    let phone = ex.body().get("phone").cloned();
    let send = |ex: &mut Exchange<'_>, to: Value| ex.lib("reply", [vec![to], args.to_vec()].concat());
    to_each(ex, send, |ex, _| {
        // Not the results, as elsewhere.
        let mut told = Map::new();
        told.extend(message.map(|message| ("message".to_owned(), message)));
        told.extend(phone.map(|phone| ("to".to_owned(), phone)));
        ex.emit_socket("mensagem-enviada", told);
    })
}
