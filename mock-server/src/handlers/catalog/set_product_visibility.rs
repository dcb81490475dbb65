//! `POST set-product-visibility`.

use super::{Call, attempt};
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Hides a product or shows it. The value `false` counts as missing.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let id = field(ex, "id");
    let value = field(ex, "value");
    let missing = [&id, &value].iter().any(|value| !js::truthy(value.as_ref()));
    let call = Call {
        guard: "product id or value (false, true) was not informed",
        method: "setProductVisibility",
        failed: "Error on set product visibility.",
    };
    attempt(ex, missing, &call, vec![id.unwrap_or_default(), value.unwrap_or_default()])
}
