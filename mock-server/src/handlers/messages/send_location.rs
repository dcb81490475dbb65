//! `POST send-location`.

use serde_json::{Map, Value};

use super::sending::to_each;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends a place to each recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let mut place = Map::new();
    for (name, from) in [("lat", "lat"), ("lng", "lng"), ("address", "address"), ("name", "title")] {
        place.extend(field(ex, from).map(|value| (name.to_owned(), value)));
    }
    let place = Value::Object(place);
    to_each(ex, |ex, to| ex.lib("sendLocation", vec![to, place.clone()]), |_, _| ())
}
