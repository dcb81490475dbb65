//! `POST recording`.

use crate::exchange::Exchange;
use crate::handlers::{field, reply};
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Starts or stops recording in one chat after the other.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let start = js::truthy(Some(&reply::field_or(ex, "value", true)));
    let duration = field(ex, "duration").unwrap_or_default();
    let shown = reply::last_of(ex, |ex, chat| match start {
        true => ex.lib("startRecording", vec![chat, duration.clone()]),
        false => ex.lib("stopRecording", vec![chat]),
    });
    reply::answer(ex, 200, shown, "Error on set recording")
}
