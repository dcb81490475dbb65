//! `POST send-link-preview`.

use super::sending::to_each;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends an address to each recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let args = [field(ex, "url").unwrap_or_default(), field(ex, "caption").unwrap_or_default()];
    to_each(ex, |ex, to| ex.lib("sendLinkPreview", [vec![to], args.to_vec()].concat()), |_, _| ())
}
