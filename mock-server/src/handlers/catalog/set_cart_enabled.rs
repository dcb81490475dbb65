//! `POST set-cart-enabled`.

use super::{Call, attempt};
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Switches the cart. The value `false` counts as missing.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let enabled = field(ex, "enabled");
    let missing = !js::truthy(enabled.as_ref());
    let call = Call {
        guard: "enabled (false, true) was not informed",
        method: "updateCartEnabled",
        failed: "Error on set enabled cart.",
    };
    attempt(ex, missing, &call, vec![enabled.unwrap_or_default()])
}
