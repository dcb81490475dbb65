//! `GET get-collections`.

use super::{Call, attempt};
use crate::exchange::Exchange;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Lists collections. Whose they are makes no difference.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let phone = ex.query("phone").cloned();
    let qnt = ex.query("qnt").cloned();
    let max = ex.query("max").cloned();
    let missing = !js::truthy(phone.as_ref());
    let call = Call {
        guard: "phone was not informed",
        method: "getCollections",
        failed: "Error on get collections.",
    };
    attempt(
        ex,
        missing,
        &call,
        vec![phone.unwrap_or_default(), qnt.unwrap_or_default(), max.unwrap_or_default()],
    )
}
