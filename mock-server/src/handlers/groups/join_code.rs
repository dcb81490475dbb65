//! `POST join-code`.

use serde_json::json;

use super::answering::{object, respond};
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;
use crate::library::js;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Joins a group. Without a code it answers and goes on.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let code = field(ex, "inviteCode");
    if !js::truthy(code.as_ref()) {
        ex.send_object(400, json!({"message": "Invitation Code is required"}))?;
    }
    let joined = ex.lib("joinGroup", vec![code.clone().unwrap_or_default()]).map(|_| {
        let message = "The informed contact(s) entered the group successfully";
        object([("message", Some(message.into())), ("contact", code)])
    });
    respond(ex, 201, joined, "The informed contact(s) did not join the group successfully")
}
