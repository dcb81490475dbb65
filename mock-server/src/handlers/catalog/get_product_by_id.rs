//! `GET get-product-by-id`.

use super::{Call, attempt};
use crate::exchange::Exchange;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers one product.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let phone = ex.query("phone").cloned();
    let id = ex.query("id").cloned();
    let missing = [&phone, &id].iter().any(|value| !js::truthy(value.as_ref()));
    let call = Call {
        guard: "Please send the contact number and productId.",
        method: "getProductById",
        failed: "Error on get product",
    };
    attempt(ex, missing, &call, vec![phone.unwrap_or_default(), id.unwrap_or_default()])
}
