//! `POST create-community`.

use crate::exchange::Exchange;
use crate::handlers::groups::failed;
use crate::handlers::{bare, field};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Creates a community, and answers it without an envelope.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let args = vec![
        field(ex, "name").unwrap_or_default(),
        field(ex, "description").unwrap_or_default(),
        field(ex, "groupIds").unwrap_or_default(),
    ];
    match ex.lib("createCommunity", args) {
        Ok(returned) => bare(ex, 200, returned),
        Err(thrown) => failed(ex, 500, "Error on create community", &thrown),
    }
}
