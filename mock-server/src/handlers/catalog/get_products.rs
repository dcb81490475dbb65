//! `GET get-products`.

use super::{Call, attempt};
use crate::exchange::Exchange;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Lists products. Whose they are makes no difference: every business sells what the account sells.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let phone = ex.query("phone").cloned();
    let qnt = ex.query("qnt").cloned();
    let missing = !js::truthy(phone.as_ref());
    let call = Call {
        guard: "Please send the contact number you wish to return the products.",
        method: "getProducts",
        failed: "Error on get products",
    };
    attempt(ex, missing, &call, vec![phone.unwrap_or_default(), qnt.unwrap_or_default()])
}
