//! `POST del-collection`.

use super::{Call, attempt};
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Deletes a collection.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let id = field(ex, "id");
    let missing = !js::truthy(id.as_ref());
    let call = Call {
        guard: "id was not informed",
        method: "deleteCollection",
        failed: "Error on delete collection.",
    };
    attempt(ex, missing, &call, vec![id.unwrap_or_default()])
}
