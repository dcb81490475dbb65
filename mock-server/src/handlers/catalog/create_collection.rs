//! `POST create-collection`.

use super::{Call, attempt};
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Makes a collection.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let name = field(ex, "name");
    let products = field(ex, "products");
    let missing = [&name, &products].iter().any(|value| !js::truthy(value.as_ref()));
    let call = Call {
        guard: "name or products was not informed",
        method: "createCollection",
        failed: "Error on create collection.",
    };
    attempt(ex, missing, &call, vec![name.unwrap_or_default(), products.unwrap_or_default()])
}
