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

use serde::Serialize;
use serde_json::Value;

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

/// `{status: 'success', response, mapper}`.
#[derive(Serialize)]
struct Success<R> {
    status: &'static str,
    /// Absent when the library returned nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<R>,
    /// What the server would map the answer with, if mapping were enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    mapper: Option<&'static str>,
}

impl<R> Success<R> {
    fn new(response: Option<R>) -> Self {
        Self { status: "success", response, mapper: None }
    }

    fn mapped(response: Option<R>, mapper: &'static str) -> Self {
        Self { mapper: Some(mapper), ..Self::new(response) }
    }
}

#[cfg(test)]
mod tests;
