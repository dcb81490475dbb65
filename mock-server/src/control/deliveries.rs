//! The log of webhooks and socket events.

use axum::Extension;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::Value;

use super::Answer;
use crate::driver::Driver;
use crate::world::deliveries::Delivery;

pub(super) async fn list(Extension(driver): Extension<Driver>) -> Answer {
    Ok(super::json(&Value::Array(driver.lock().deliveries.iter().map(Delivery::to_json).collect())))
}

pub(super) async fn clear(Extension(driver): Extension<Driver>) -> Answer {
    driver.lock().deliveries.clear();
    Ok(StatusCode::NO_CONTENT.into_response())
}
