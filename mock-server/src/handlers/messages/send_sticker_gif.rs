//! `POST send-sticker-gif`.

use serde_json::{Value, json};

use super::sending::to_each;
use crate::exchange::Exchange;
use crate::handlers::{field, or};
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends a moving image as a sticker to each recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let upload = ex.file().map(|file| Value::from(file.path.as_str()));
    let path = or(field(ex, "path"), || upload);
    if !js::truthy(path.as_ref()) {
        ex.send_object(401, json!({"message": "Sending the file is mandatory"}))?;
    }
    let path = path.unwrap_or_default();
    to_each(ex, |ex, to| ex.lib("sendImageAsStickerGif", vec![to, path.clone()]), |_, _| ())
}
