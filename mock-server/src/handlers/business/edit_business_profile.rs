//! `POST edit-business-profile`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::library::{Json, Thrown};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Hands the whole body to the library, with the empty `phone` that the guard put there.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match ex.lib("editBusinessProfile", vec![ex.body().clone()]) {
        Ok(profile) => match profile.map(Json::into_tree) {
            Some(profile) => ex.json(200, profile),
            None => ex.empty_json(200),
        },
        Err(thrown) => {
            let Some(error) = thrown.to_json(false) else { return Err(thrown) };
            ex.json(
                500,
                json!({"status": "error", "message": "Error on edit business profile", "error": error}),
            )
        }
    }
}
