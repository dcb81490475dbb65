//! What the controllers that are no sends answer when something was thrown.

use serde_json::{Map, Value};

use crate::exchange::Exchange;
use crate::library::Thrown;

/// `{status: 'error', <key>: text, error}`.
pub(super) fn refuse(
    ex: &mut Exchange<'_>,
    thrown: Thrown,
    status: u16,
    key: &str,
    text: &str,
) -> Result<(), Thrown> {
    let Some(error) = thrown.to_json(true) else { return Err(thrown) };
    let mut body = Map::new();
    body.insert("status".to_owned(), "error".into());
    body.insert(key.to_owned(), text.into());
    body.insert("error".to_owned(), error);
    ex.json(status, Value::Object(body))
}
