//! `GET host-device`.

use serde_json::{Map, Value, json};

use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::{Json, Returned, Thrown};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers what WhatsApp tells about the phone, with the account's number.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match device(ex) {
        Ok(device) => ex.json_text(200, success(device, Some("device"))),
        Err(thrown) => {
            let Some(error) = thrown.to_json(true) else { return Err(thrown) };
            let message = "Erro ao recuperar dados do telefone";
            ex.json(500, json!({"status": "error", "message": message, "error": error}))
        }
    }
}

/// `{...device, phoneNumber}`.
fn device(ex: &mut Exchange<'_>) -> Returned {
    let device = ex.lib("getHostDevice", vec![])?;
    let number = ex.lib("getWid", vec![])?;
    let mut device = match device.map(Json::into_tree) {
        Some(Value::Object(device)) => device,
        _ => Map::new(),
    };
    if let Some(number) = number {
        device.insert("phoneNumber".to_owned(), number.into_tree());
    }
    Ok(Some(Value::Object(device).into()))
}
