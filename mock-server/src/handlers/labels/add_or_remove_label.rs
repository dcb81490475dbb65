//! `POST add-or-remove-label`.

use serde_json::json;

use super::answer::answer;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Puts labels on chats and takes them off. Without chats or options it answers and goes on.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let (chats, options) = (field(ex, "chatIds"), field(ex, "options"));
    if !js::truthy(chats.as_ref()) || !js::truthy(options.as_ref()) {
        ex.send_object(401, json!({"message": "chatIds or options was not informed"}))?;
    }
    let done = ex.lib("addOrRemoveLabels", vec![chats.unwrap_or_default(), options.unwrap_or_default()]);
    answer(ex, done, "Erro ao adicionar/deletar etiqueta.")
}
