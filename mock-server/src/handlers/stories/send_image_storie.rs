//! `POST send-image-storie`.

use serde_json::{Value, json};

use super::publishing::publish;
use crate::exchange::Exchange;
use crate::handlers::{field, or};
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Publishes an image.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let upload = ex.file().map(|file| Value::from(file.path.as_str()));
    let path = or(field(ex, "path"), || upload);
    if !js::truthy(path.as_ref()) {
        ex.send_object(401, json!({"message": "Sending the image is mandatory"}))?;
    }
    publish(ex, "sendImageStatus", vec![path.unwrap_or_default()])
}
