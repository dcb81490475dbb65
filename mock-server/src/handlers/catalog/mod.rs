//! The shop of a business account. Its controller logs no error, so none carries the logger's stamp.

pub mod add_product;
pub mod add_product_image;
pub mod change_product_image;
pub mod create_collection;
pub mod del_collection;
pub mod del_products;
pub mod edit_collection;
pub mod edit_product;
pub mod get_collections;
pub mod get_product_by_id;
pub mod get_products;
pub mod remove_product_image;
pub mod send_link_catalog;
pub mod set_cart_enabled;
pub mod set_product_visibility;

use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::Thrown;

/// What distinguishes most routes of the shop.
struct Call {
    /// What the guard says when something is missing.
    guard: &'static str,
    /// The library's method.
    method: &'static str,
    /// What a failure says.
    failed: &'static str,
}

/// The guard answers and goes on: the library is called whatever is missing.
fn attempt(ex: &mut Exchange<'_>, missing: bool, call: &Call, args: Vec<Value>) -> Result<(), Thrown> {
    if missing {
        ex.send_object(401, json!({"message": call.guard}))?;
    }
    match ex.lib(call.method, args) {
        Ok(result) => ex.json_text(201, success(result, None)),
        Err(thrown) => failed(ex, thrown, call.failed),
    }
}

fn failed(ex: &mut Exchange<'_>, thrown: Thrown, message: &str) -> Result<(), Thrown> {
    let Some(error) = thrown.to_json(false) else { return Err(thrown) };
    ex.json(500, json!({"status": "Error", "message": message, "error": error}))
}
