//! `GET qrcode-session`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::library::Thrown;
use crate::qr;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the last QR code as a PNG, however stale, or says in JSON that there is none. 200 either way.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let Some(client) = ex.world.client(ex.session()) else {
        let message =
            "Session not started. Please, use the /start-session route, for initialization your session";
        return ex.json(200, json!({"status": null, "message": message}));
    };
    match client.urlcode {
        Some(code) => {
            let image = qr::png(&code.text(), qr::SERVED_SCALE);
            ex.png(image)
        }
        None => {
            let status = client.status_json();
            ex.json(200, json!({"status": status, "message": "QRCode is not available..."}))
        }
    }
}
