//! `POST edit-message`.

use serde_json::json;

use super::sending::fail;
use crate::exchange::Exchange;
use crate::handlers::{field, success};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Gives an own message another text.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let options = field(ex, "options").unwrap_or_else(|| json!({}));
    let args = vec![field(ex, "id").unwrap_or_default(), field(ex, "newText").unwrap_or_default(), options];
    match ex.lib("editMessage", args) {
        Ok(edited) => {
            if let Some(edited) = &edited {
                ex.emit_socket_json("edited-message", edited);
            }
            ex.json_text(201, success(edited, Some("return")))
        }
        Err(thrown) => fail(ex, &thrown),
    }
}
