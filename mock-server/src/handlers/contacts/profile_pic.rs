//! `GET profile-pic`.

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers where a profile picture is. Of several numbers only the last one is answered.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let group = js::truthy(ex.query("isGroup"));
    let picture = reply::last_of_path(ex, group, "getProfilePicFromServer");
    reply::answer(ex, 200, picture, "Error on  get profile pic")
}
