//! `POST send-list-message`.

use serde_json::{Map, Value};

use super::sending::to_each_or_throw;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends a text with a list to each recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let mut list = Map::new();
    let button = field(ex, "buttonText").unwrap_or_else(|| "SELECIONE UMA OPÇÃO".into());
    list.insert("buttonText".to_owned(), button);
    list.insert("description".to_owned(), field(ex, "description").unwrap_or_else(|| "".into()));
    list.extend(field(ex, "sections").map(|sections| ("sections".to_owned(), sections)));
    let list = Value::Object(list);
    let send = |ex: &mut Exchange<'_>, to: Value| ex.lib("sendListMessage", vec![to, list.clone()]);
    to_each_or_throw(ex, "Error sending list buttons", send, |results| results)
}
