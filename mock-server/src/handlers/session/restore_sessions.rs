//! `POST restore-sessions`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::session::secret_is_right;
use crate::library::Thrown;
use crate::world::session::StartBody;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Closes every session, unpacks the uploaded ZIP and starts everything; with a wrong secret too. It answers before it
/// looks into the ZIP.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    if !secret_is_right(ex) {
        ex.json(400, json!({"response": "error", "message": "The token is incorrect"}))?;
    }
    let archive = ex.file().filter(|file| file.media_type.contains("zip"));
    let Some(archive) = archive else {
        return ex.json(500, json!({"status": false, "message": "Error on restore session", "error": {}}));
    };
    let id = ex.id();
    ex.world.close_all(id);
    match ex.world.restore(&archive.bytes) {
        Ok(()) => ex.world.start_all(StartBody::default(), Some(id)),
        Err(problem) => ex.world.journal.server_error(id, None, problem),
    }
    ex.json(200, json!({"success": true}))
}
