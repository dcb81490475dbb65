//! `POST pin-chat`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::{field, or, reply};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Pins for the text `true` and unpins for everything else, with the same words.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match each(ex) {
        Ok(()) => ex.json(200, json!({"status": "success", "response": {"message": "Chat fixed"}})),
        Err(thrown) => {
            let text = thrown.to_json(false).and_then(|thrown| thrown.get("text").cloned());
            let message = or(text, || Some("Error on pin chat".into()));
            reply::fail_with(ex, &thrown, json!({"status": "error", "message": message}))
        }
    }
}

fn each(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let pin = field(ex, "state").is_some_and(|state| state == "true");
    for chat in reply::recipients(ex)? {
        ex.lib("pinChat", vec![chat, pin.into(), false.into()])?;
    }
    Ok(())
}
