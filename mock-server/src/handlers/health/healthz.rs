//! `GET healthz`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers that the process lives, and since when; says nothing about sessions.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let uptime = ex.world.clock().uptime_ms() as f64 / 1_000.0;
    let now = ex.world.now_ms();
    ex.send_object(200, json!({"uptime": uptime, "message": "OK", "timestamp": now}))
}
