//! The journal.

use std::num::ParseIntError;
use std::str::ParseBoolError;

use axum::Extension;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::Value;

use super::Answer;
use super::error::Refusal;
use crate::driver::Driver;
use crate::world::journal::{ClientCall, Entry};

/// `?after=N`: only entries after that number. `?bodies=false`: without bodies, which may be whole files.
pub(super) async fn list(Extension(driver): Extension<Driver>, RawQuery(query): RawQuery) -> Answer {
    const HINT: &str = "?after=N, ?bodies=true|false";
    let (mut after, mut bodies) = (0, true);
    for parameter in query.unwrap_or_default().split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let unreadable = |_| Refusal::malformed(format!("`{name}`: `{value}`"), HINT);
        match name {
            "after" => after = value.parse().map_err(|error: ParseIntError| unreadable(error.to_string()))?,
            "bodies" => {
                bodies = value.parse().map_err(|error: ParseBoolError| unreadable(error.to_string()))?
            }
            _ => return Err(Refusal::malformed(format!("unknown parameter `{name}`"), HINT)),
        }
    }
    let form = if bodies { Entry::to_json } else { Entry::to_json_without_body };
    let world = driver.lock();
    let entries = world.journal.iter().filter(|entry| entry.id.0 > after);
    Ok(super::json(&Value::Array(entries.map(form).collect())))
}

pub(super) async fn clear(Extension(driver): Extension<Driver>) -> Answer {
    driver.lock().journal.clear();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Library calls that no request caused.
pub(super) async fn client_calls(Extension(driver): Extension<Driver>) -> Answer {
    Ok(super::json(&Value::Array(driver.lock().journal.background().map(ClientCall::to_json).collect())))
}
