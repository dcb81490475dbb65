//! `POST del-products`.

use super::{Call, attempt};
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Deletes products.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let id = field(ex, "id");
    let missing = !js::truthy(id.as_ref());
    let call = Call {
        guard: "products Id was not informed",
        method: "delProducts",
        failed: "Error on delete product.",
    };
    attempt(ex, missing, &call, vec![id.unwrap_or_default()])
}
