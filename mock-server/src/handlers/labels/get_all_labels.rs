//! `GET get-all-labels`.

use super::answer::answer;
use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers every label, with 201.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let done = ex.lib("getAllLabels", vec![]);
    answer(ex, done, "Erro ao buscar etiquetas.")
}
