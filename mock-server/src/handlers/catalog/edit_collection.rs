//! `POST edit-collection`.

use super::{Call, attempt};
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Changes a collection.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let id = field(ex, "id");
    let options = field(ex, "options");
    let missing = [&id, &options].iter().any(|value| !js::truthy(value.as_ref()));
    let call = Call {
        guard: "id or options was not informed",
        method: "editCollection",
        failed: "Error on edit collection.",
    };
    attempt(ex, missing, &call, vec![id.unwrap_or_default(), options.unwrap_or_default()])
}
