//! `POST change-username`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::{field, reply};
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Changes the shown name. Without one it answers and goes on.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let name = field(ex, "name");
    if !js::truthy(name.as_ref()) {
        ex.json(400, json!({"status": "error", "message": "Parameter name is required!"}))?;
    }
    let changed = ex.lib("setProfileName", vec![name.unwrap_or_default()]);
    reply::answer(ex, 200, changed, "Error on set profile name.")
}
