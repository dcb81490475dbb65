//! How all controllers of labels answer: their errors are not logged, so the logger's stamp is absent.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::{Returned, Thrown};

/// `{status: 'success', response}`, or the failure.
pub(super) fn answer(ex: &mut Exchange<'_>, returned: Returned, message: &str) -> Result<(), Thrown> {
    match returned {
        Ok(response) => ex.json_text(201, success(response, None)),
        Err(thrown) => {
            let Some(error) = thrown.to_json(false) else { return Err(Thrown::Hang) };
            ex.json(500, json!({"status": "Error", "message": message, "error": error}))
        }
    }
}
