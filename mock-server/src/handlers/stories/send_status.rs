//! `POST send-status`.

use super::publishing::refuse;
use crate::exchange::Exchange;
use crate::handlers::{field, success};
use crate::library::{Json, Thrown};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends a text to the chat of the stories.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let message = field(ex, "message").unwrap_or_default();
    match ex.lib("sendText", vec!["status@broadcast".into(), message]) {
        Ok(sent) => ex.json_text(201, success(Some(Json::list(&[sent])), Some("return"))),
        Err(thrown) => refuse(ex, &thrown, "Erro ao enviar a mensagem."),
    }
}
