//! `POST send-seen`.

use serde_json::Value;

use crate::exchange::Exchange;
use crate::handlers::{field, reply};
use crate::library::{Json, Thrown};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Marks one chat after the other as read.
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

/// What each call returned, in order; `undefined` becomes `null`.
fn each(ex: &mut Exchange<'_>) -> Result<Vec<Value>, Thrown> {
    let mut results = Vec::new();
    for chat in reply::recipients(ex)? {
        results.push(ex.lib("sendSeen", vec![chat])?.map(Json::into_tree).unwrap_or_default());
    }
    Ok(results)
}
