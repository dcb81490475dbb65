//! What stands behind the routes: the server's middlewares and controllers, one file for each operation.

pub mod auth;
pub mod business;
pub mod catalog;
pub mod chat;
pub mod communities;
pub mod contacts;
pub mod device;
pub mod groups;
pub mod guard;
pub mod health;
pub mod labels;
pub mod messages;
pub mod misc;
pub mod newsletters;
pub mod profile;
mod recipients;
mod reply;
pub mod session;
pub mod stories;

use serde_json::Value;

use crate::exchange::Exchange;
use crate::library::{Json, Thrown, js};

/// A key of the request's body; `None` is `undefined`.
fn field(ex: &Exchange<'_>, name: &str) -> Option<Value> {
    ex.body().get(name).cloned()
}

/// `value || other()`.
fn or(value: Option<Value>, other: impl FnOnce() -> Option<Value>) -> Option<Value> {
    if js::truthy(value.as_ref()) { value } else { other() }
}

/// The text of `{status: 'success', response, mapper}`. `response` is absent when the library returned nothing,
/// `mapper` where the server would not map the answer even if mapping were enabled.
fn success(response: Option<Json>, mapper: Option<&str>) -> Vec<u8> {
    let mut text = Vec::with_capacity(64 + response.as_ref().map_or(0, Json::room));
    text.extend_from_slice(b"{\"status\":\"success\"");
    if let Some(response) = response {
        text.extend_from_slice(b",\"response\":");
        response.write(&mut text);
    }
    if let Some(mapper) = mapper {
        text.extend_from_slice(b",\"mapper\":\"");
        text.extend_from_slice(mapper.as_bytes());
        text.push(b'"');
    }
    text.push(b'}');
    text
}

/// `res.status(status).json(value)` with what the library returned: nothing at all for `undefined`.
fn bare(ex: &mut Exchange<'_>, status: u16, value: Option<Json>) -> Result<(), Thrown> {
    match value {
        Some(value) => {
            let mut text = Vec::with_capacity(value.room());
            value.write(&mut text);
            ex.json_text(status, text)
        }
        None => ex.json_undefined(status),
    }
}

#[cfg(test)]
mod tests;
