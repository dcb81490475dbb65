//! The journal.

use axum::Extension;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::Value;

use super::Answer;
use crate::driver::Driver;
use crate::world::journal::{ClientCall, Entry};

pub(super) async fn list(Extension(driver): Extension<Driver>) -> Answer {
    Ok(super::json(&Value::Array(driver.lock().journal.iter().map(Entry::to_json).collect())))
}

pub(super) async fn clear(Extension(driver): Extension<Driver>) -> Answer {
    driver.lock().journal.clear();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Library calls that no request caused.
pub(super) async fn client_calls(Extension(driver): Extension<Driver>) -> Answer {
    Ok(super::json(&Value::Array(driver.lock().journal.background().map(ClientCall::to_json).collect())))
}
