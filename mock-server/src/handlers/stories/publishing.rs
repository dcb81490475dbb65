//! What the controllers of stories have in common.

use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::{Json, Thrown};

/// Calls the library and answers what it returns, which is nothing.
pub(super) fn publish(ex: &mut Exchange<'_>, method: &str, args: Vec<Value>) -> Result<(), Thrown> {
    match ex.lib(method, args) {
        Ok(result) => ex.json_text(201, success(Some(Json::list(&[result])), Some("return"))),
        Err(thrown) => refuse(ex, &thrown, "Erro ao enviar status."),
    }
}

/// The answer of a story that threw.
pub(super) fn refuse(ex: &mut Exchange<'_>, thrown: &Thrown, text: &str) -> Result<(), Thrown> {
    let Some(error) = thrown.to_json(true) else { return Err(Thrown::Hang) };
    ex.json(500, json!({"status": "Error", "message": text, "error": error}))
}
