//! What the two routes that answer a file have in common.

use serde_json::{Map, Value, json};

use crate::exchange::Exchange;
use crate::library::{Json, Thrown, js};

/// Answers the file of a message. The refusals do not end it, so a refused message is decrypted all the same.
pub(super) fn decrypted(ex: &mut Exchange<'_>, found: Option<Json>) -> Result<(), Thrown> {
    let message = found.map(Json::into_tree).unwrap_or_default();
    if !js::truthy(Some(&message)) {
        ex.json(400, json!({"status": "error", "message": "Message not found"}))?;
    }
    if !["mimetype", "isMedia", "isMMS"].iter().any(|name| js::truthy(message.get(name))) {
        ex.json(400, json!({"status": "error", "message": "Message does not contain media"}))?;
    }
    let file = ex.lib("decryptFile", vec![message.clone()])?;
    let mut body = Map::new();
    body.extend(file.map(|file| ("base64".to_owned(), file.into_tree())));
    body.extend(message.get("mimetype").map(|mimetype| ("mimetype".to_owned(), mimetype.clone())));
    ex.json(200, Value::Object(body))
}
