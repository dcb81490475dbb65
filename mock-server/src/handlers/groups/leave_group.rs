//! `POST leave-group`.

use super::answering::{each_group, object, respond};
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Leaves each group.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let groups = field(ex, "groupId");
    let left = each_group(ex, groups.as_ref(), "leaveGroup", &[])
        .map(|_| object([("messages", Some("Você saiu do grupo com sucesso".into())), ("group", groups)]));
    respond(ex, 200, left, "Erro ao sair do(s) grupo(s)")
}
