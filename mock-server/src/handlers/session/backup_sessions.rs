//! `GET backup-sessions`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::session::secret_is_right;
use crate::library::Thrown;
use crate::world::session::StartBody;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Closes every session, packs the token store and the profiles, starts everything again, and answers the ZIP. Without
/// any profile folder it never answers.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    if !secret_is_right(ex) {
        // Writing the header of the download throws next, so nothing is backed up.
        ex.json(400, json!({"response": "error", "message": "The token is incorrect"}))?;
        return Err(Thrown::coded(
            "ERR_HTTP_HEADERS_SENT",
            "Cannot set headers after they are sent to the client",
        ));
    }
    let id = ex.id();
    ex.world.close_all(id);
    let Some(archive) = ex.world.backup() else { return Ok(()) };
    match archive {
        Ok(archive) => {
            ex.world.start_all(StartBody::default(), Some(id));
            ex.raw(200, Some("application/zip"), archive)
        }
        Err(_) => ex.json(500, json!({"status": false, "message": "Error on backup session", "error": {}})),
    }
}
