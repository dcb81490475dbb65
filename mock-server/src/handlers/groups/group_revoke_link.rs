//! `GET group-revoke-link`.

use super::answering::{failed, last_of_groups, object};
use crate::exchange::Exchange;
use crate::library::Json;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the new link, with a capital in `Success`.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let group = ex.path("groupId").into();
    match last_of_groups(ex, Some(&group), "revokeGroupInviteLink", &[]) {
        Ok(link) => {
            let link = link.map(Json::into_tree);
            ex.json(200, object([("status", Some("Success".into())), ("response", link)]))
        }
        Err(thrown) => failed(ex, 400, "Error on revoke group invite link", &thrown),
    }
}
