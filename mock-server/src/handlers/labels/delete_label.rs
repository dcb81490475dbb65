//! `PUT delete-label`.

use super::answer::answer;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Deletes one label.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let done = ex.lib("deleteLabel", vec![ex.path("id").into()]);
    answer(ex, done, "Erro ao deletar etiqueta.")
}
