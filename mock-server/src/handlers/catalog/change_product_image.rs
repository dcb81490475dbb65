//! `POST change-product-image`.

use super::{Call, attempt};
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Replaces the main picture of a product.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let id = field(ex, "id");
    let base64 = field(ex, "base64");
    let missing = [&id, &base64].iter().any(|value| !js::truthy(value.as_ref()));
    let call = Call {
        guard: "productId and base64 was not informed",
        method: "changeProductImage",
        failed: "Error on change product image.",
    };
    attempt(ex, missing, &call, vec![id.unwrap_or_default(), base64.unwrap_or_default()])
}
