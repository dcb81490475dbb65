//! `POST group-pic`.

use serde_json::json;

use super::answering::{each_group, respond};
use crate::exchange::Exchange;
use crate::handlers::{field, or};
use crate::library::Thrown;
use crate::library::js;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sets the picture of each group. Without a picture it answers and goes on.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let path = field(ex, "path");
    if !js::truthy(path.as_ref()) && ex.file().is_none() {
        ex.send_object(401, json!({"message": "Sending the image is mandatory"}))?;
    }
    let upload = ex.file().map(|file| file.path.as_str().into());
    let picture = or(path, || upload);
    let groups = field(ex, "groupId");
    let changed = each_group(ex, groups.as_ref(), "setGroupIcon", &[picture])
        .map(|_| json!({"message": "Group profile photo successfully changed"}));
    respond(ex, 201, changed, "Error changing group photo")
}
