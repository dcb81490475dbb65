//! `POST send-mentioned`.

use super::refused::refuse;
use super::sending::recipients;
use crate::exchange::Exchange;
use crate::handlers::{field, success};
use crate::library::{Json, Thrown};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Mentions people in a text to each recipient; answers the last result only.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match send(ex) {
        Ok(last) => ex.json_text(201, success(last, None)),
        Err(thrown) => refuse(ex, thrown, 500, "message", "Error on send message mentioned"),
    }
}

fn send(ex: &mut Exchange<'_>) -> Result<Option<Json>, Thrown> {
    let args = [field(ex, "message").unwrap_or_default(), field(ex, "mentioned").unwrap_or_default()];
    let mut last = None;
    for to in recipients(ex.body().get("phone"))? {
        last = ex.lib("sendMentioned", [vec![to], args.to_vec()].concat())?;
    }
    Ok(last)
}
