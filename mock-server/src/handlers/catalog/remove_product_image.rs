//! `POST remove-product-image`.

use super::{Call, attempt};
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Removes a picture of a product. The number 0 counts as missing, the text does not.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let id = field(ex, "id");
    let index = field(ex, "index");
    let missing = [&id, &index].iter().any(|value| !js::truthy(value.as_ref()));
    let call = Call {
        guard: "productId and index image was not informed",
        method: "removeProductImage",
        failed: "Error on remove product image.",
    };
    attempt(ex, missing, &call, vec![id.unwrap_or_default(), index.unwrap_or_default()])
}
