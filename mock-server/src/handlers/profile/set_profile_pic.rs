//! `POST set-profile-pic`.

use serde_json::json;

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Changes the picture to the uploaded file. Without one it answers and goes on.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    if ex.file().is_none() {
        ex.json(400, json!({"status": "Error", "message": "File parameter is required!"}))?;
    }
    match change(ex) {
        Ok(()) => {
            let message = "Profile photo successfully changed";
            ex.json(200, json!({"status": "success", "response": {"message": message}}))
        }
        Err(thrown) => reply::fail(ex, &thrown, "Error changing profile photo"),
    }
}

fn change(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let path = ex.file().map(|file| file.path.clone());
    let path = path.ok_or_else(|| Thrown::node("Cannot destructure property 'path' of 'req.file'"))?;
    ex.lib("setProfilePic", vec![path.into()])?;
    Ok(())
}
