//! `POST send-mute`.

use crate::exchange::Exchange;
use crate::handlers::{field, reply};
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Mutes one chat after the other and answers the last one.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let (time, unit) = (field(ex, "time").unwrap_or_default(), reply::field_or(ex, "type", "hours"));
    let muted = reply::last_of(ex, |ex, chat| ex.lib("sendMute", vec![chat, time.clone(), unit.clone()]));
    reply::answer(ex, 200, muted, "Error on send mute")
}
