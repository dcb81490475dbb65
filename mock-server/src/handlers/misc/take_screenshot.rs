//! `GET take-screenshot`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::library::{Json, Thrown};

/// The answers are canned.
pub const STATEFUL: bool = false;

/// Answers a picture of the page as a bare JSON text. The picture is always the same.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("takeScreenshot", vec![]) {
        Ok(picture) => match picture.map(Json::into_tree) {
            Some(picture) => ex.json(200, picture),
            None => ex.empty_json(200),
        },
        Err(thrown) => {
            let Some(error) = thrown.to_json(false) else { return Err(thrown) };
            ex.json(500, json!({"status": false, "message": "Error on take screenshot", "error": error}))
        }
    }
}
