//! `GET get-business-profiles-products`.

use super::retrieved;
use crate::exchange::Exchange;
use crate::library::{Json, Thrown};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Lists the products of a business, wrapped in one list more than the library gives.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let phone = ex.query("phone").cloned();
    let products = ex.lib("getBusinessProfilesProducts", vec![phone.clone().unwrap_or_default()]);
    let wrapped = products.map(|products| Some(Json::list(&[products])));
    retrieved(ex, phone, wrapped)
}
