//! `POST send-text-storie`.

use serde_json::json;

use super::publishing::publish;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Publishes a text.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let text = field(ex, "text");
    if !js::truthy(text.as_ref()) {
        ex.send_object(401, json!({"message": "Text was not informed"}))?;
    }
    let args = vec![text.unwrap_or_default(), field(ex, "options").unwrap_or_default()];
    publish(ex, "sendTextStatus", args)
}
