//! `GET check-number-status`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::recipients::{Kind, contact_to_array};
use crate::handlers::success;
use crate::library::{Returned, Thrown};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers who has a number. Of several numbers only the last one is answered.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match check(ex) {
        Ok(status) => ex.json_text(200, success(status, None)),
        Err(thrown) => {
            let Some(error) = thrown.to_json(true) else { return Err(thrown) };
            let message = "Error on check number status";
            ex.json(500, json!({"status": "error", "message": message, "error": error}))
        }
    }
}

fn check(ex: &mut Exchange<'_>) -> Returned {
    let mut last = None;
    for contact in contact_to_array(&ex.path("phone").into(), Kind::default())? {
        last = ex.lib("checkNumberStatus", vec![contact.into()])?;
    }
    Ok(last)
}
