//! What stands behind the routes: the server's middlewares and controllers, one file for each operation.

pub mod auth;
pub mod chat;
pub mod contacts;
pub mod device;
pub mod guard;
pub mod health;
pub mod messages;
mod recipients;
pub mod session;

use serde_json::{Map, Value};

use crate::exchange::Exchange;
use crate::library::js;

/// A key of the request's body; `None` is `undefined`.
fn field(ex: &Exchange<'_>, name: &str) -> Option<Value> {
    ex.body().get(name).cloned()
}

/// `value || other()`.
fn or(value: Option<Value>, other: impl FnOnce() -> Option<Value>) -> Option<Value> {
    if js::truthy(value.as_ref()) { value } else { other() }
}

/// `{status: 'success', response}`; without `response` when the library returned nothing.
fn success(response: Option<Value>) -> Value {
    let mut answer = Map::new();
    answer.insert("status".to_owned(), "success".into());
    if let Some(response) = response {
        answer.insert("response".to_owned(), response);
    }
    Value::Object(answer)
}

#[cfg(test)]
mod tests;
