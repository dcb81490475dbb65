//! `PUT delete-all-labels`.

use super::answer::answer;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Deletes every label.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let done = ex.lib("deleteAllLabels", vec![]);
    answer(ex, done, "Erro ao deletar todas as etiquetas.")
}
