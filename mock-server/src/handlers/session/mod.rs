//! Starting, watching and ending sessions.

pub mod backup_sessions;
pub mod check_connection_session;
pub mod clear_session_data;
pub mod close_session;
pub mod logout_session;
pub mod qrcode_session;
pub mod restore_sessions;
pub mod show_all_sessions;
pub mod start_all;
pub mod start_session;
pub mod status_session;

use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::library::{Thrown, js};

/// Whether the secret in the path is the server's.
fn secret_is_right(ex: &Exchange<'_>) -> bool {
    ex.path("secretkey") == ex.world.secret
}

/// Whether the body asks to wait for the code, by JavaScript's rules of truth.
fn waits_for_code(ex: &Exchange<'_>) -> bool {
    js::truthy(ex.body().get("waitQrCode"))
}

/// What close and logout answer when they worked.
fn closed() -> Value {
    json!({"status": true, "message": "Session successfully closed"})
}

/// What close and logout answer when they failed. The server logs the error before.
fn not_closed(ex: &mut Exchange<'_>, thrown: Thrown) -> Result<(), Thrown> {
    let Some(error) = thrown.to_json(true) else { return Err(thrown) };
    ex.json(500, json!({"status": false, "message": "Error closing session", "error": error}))
}
