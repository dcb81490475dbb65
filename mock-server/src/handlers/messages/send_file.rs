//! `POST send-file`, and the controller behind send-image and send-file-base64.

use serde_json::{Map, Value, json};

use super::sending::to_each;
use crate::exchange::Exchange;
use crate::handlers::{field, or};
use crate::library::{Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends a file, by path, address, data URL or upload, to each recipient.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let (path, base64) = (field(ex, "path"), field(ex, "base64"));
    if !js::truthy(path.as_ref()) && !js::truthy(base64.as_ref()) && ex.file().is_none() {
        ex.send_object(401, json!({"message": "Sending the file is mandatory"}))?;
    }
    let upload = ex.file().map(|file| Value::from(file.path.as_str()));
    let file = or(path, || or(base64, || upload)).unwrap_or_default();
    let options = options(ex);
    let send = |ex: &mut Exchange<'_>, to: Value| ex.lib("sendFile", vec![to, file.clone(), options.clone()]);
    to_each(ex, send, |_, _| ())
}

/// Name, caption and quoted message, overwritten by the request's own `options`.
fn options(ex: &Exchange<'_>) -> Value {
    let mut options = Map::new();
    options.insert("filename".to_owned(), field(ex, "filename").unwrap_or_else(|| "file".into()));
    let caption = or(field(ex, "message"), || field(ex, "caption"));
    for (name, value) in [("caption", caption), ("quotedMsg", field(ex, "quotedMessageId"))] {
        if let Some(value) = value {
            options.insert(name.to_owned(), value);
        }
    }
    if let Some(Value::Object(own)) = field(ex, "options") {
        options.extend(own);
    }
    Value::Object(options)
}
