//! `POST add-new-label`.

use serde_json::json;

use super::answer::answer;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Creates a label. Without a name it answers and goes on.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let (name, options) = (field(ex, "name"), field(ex, "options"));
    if !js::truthy(name.as_ref()) {
        ex.send_object(401, json!({"message": "Name was not informed"}))?;
    }
    let done = ex.lib("addNewLabel", vec![name.unwrap_or_default(), options.unwrap_or_default()]);
    answer(ex, done, "Erro ao adicionar etiqueta.")
}
