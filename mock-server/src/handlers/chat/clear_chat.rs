//! `POST clear-chat`.

use serde_json::{Map, Value};

use crate::exchange::Exchange;
use crate::handlers::{field, reply};
use crate::library::{Json, Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Clears one chat after the other.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match each(ex) {
        Ok(results) => {
            let contact = field(ex, "phone");
            reply::retrieved(ex, contact, results)
        }
        Err(thrown) => reply::not_retrieved(ex, &thrown),
    }
}

/// What each call returned, by chat; of `undefined` the key is absent.
fn each(ex: &mut Exchange<'_>) -> Result<Map<String, Value>, Thrown> {
    let mut results = Map::new();
    for chat in reply::recipients(ex)? {
        let name = js::text(&chat);
        if let Some(result) = ex.lib("clearChat", vec![chat])? {
            results.insert(name, Json::into_tree(result));
        }
    }
    Ok(results)
}
