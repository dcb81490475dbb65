//! `POST group-info-from-invite-link`.

use super::answering::answer;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the group behind an invite code; the field is all lower case.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let code = field(ex, "invitecode").unwrap_or_default();
    let info = ex.lib("getGroupInfoFromInviteLink", vec![code]);
    answer(ex, info, "Error on get group info from invite link")
}
