//! `GET get-battery-level`.

use serde_json::{Map, json};

use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the phone's battery level, which no session of today's kind knows: then there is no `response`.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("getBatteryLevel", vec![]) {
        Ok(level) => {
            let mut answer = Map::from_iter([("status".to_owned(), "Success".into())]);
            if let Some(level) = level {
                answer.insert("response".to_owned(), level.into_tree());
            }
            ex.json(200, answer)
        }
        Err(thrown) => {
            let Some(error) = thrown.to_json(true) else { return Err(thrown) };
            let message = "Error retrieving battery status";
            ex.json(500, json!({"status": "error", "message": message, "error": error}))
        }
    }
}
