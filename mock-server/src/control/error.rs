//! Refusals of the control API.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A control call that was refused: what was wrong and what would be right.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal {
    status: StatusCode,
    error: Box<str>,
    hint: Box<str>,
    more: Option<Box<(&'static str, Value)>>,
}

impl Refusal {
    /// The call makes no sense as it is written.
    pub(super) fn malformed(error: impl Into<Box<str>>, hint: impl Into<Box<str>>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error: error.into(), hint: hint.into(), more: None }
    }

    /// There is no such thing.
    pub(super) fn not_found(error: impl Into<Box<str>>, hint: impl Into<Box<str>>) -> Self {
        Self { status: StatusCode::NOT_FOUND, ..Self::malformed(error, hint) }
    }

    /// The world is not in a state in which this can happen.
    pub(super) fn conflict(error: impl Into<Box<str>>, hint: impl Into<Box<str>>) -> Self {
        Self { status: StatusCode::CONFLICT, ..Self::malformed(error, hint) }
    }

    /// Says more under a key of its own.
    pub(super) fn with(self, key: &'static str, value: Value) -> Self {
        Self { more: Some(Box::new((key, value))), ..self }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({"error": self.error, "hint": self.hint});
        if let Some(more) = self.more {
            body[more.0] = more.1;
        }
        let mut response = super::json(&body);
        *response.status_mut() = self.status;
        response
    }
}
