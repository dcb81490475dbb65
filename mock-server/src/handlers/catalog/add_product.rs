//! `POST add-product`.

use serde_json::Value;

use super::{Call, attempt};
use crate::exchange::Exchange;
use crate::handlers::{field, or};
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Puts a product into the catalog. A price of 0 counts as missing.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let given = |name: &str| field(ex, name);
    let missing = ["name", "image", "price"].iter().any(|name| !js::truthy(given(name).as_ref()));
    let currency = or(given("currency"), || Some("BRL".into()));
    let args: Vec<Value> = [
        given("name"),
        given("image"),
        given("description"),
        given("price"),
        Some(false.into()),
        given("url"),
        given("retailerId"),
        currency,
    ]
    .map(Option::unwrap_or_default)
    .into();
    let call = Call {
        guard: "name, price and image was not informed",
        method: "createProduct",
        failed: "Error on add product.",
    };
    attempt(ex, missing, &call, args)
}
