//! Who is on WhatsApp.

use axum::Extension;
use bytes::Bytes;
use serde_json::Value;

use super::error::Refusal;
use super::{Answer, body};
use crate::driver::Driver;

const HINT: &str = r#"{"numbers"?: {"5521…": {"exists": bool, "id"?: "5521…@c.us", "lid"?: "…@lid"}}, "default"?: "exists" | "missing"}"#;

pub(super) async fn show(Extension(driver): Extension<Driver>) -> Answer {
    Ok(super::json(&serde_json::to_value(&driver.lock().directory).unwrap_or_default()))
}

pub(super) async fn merge(Extension(driver): Extension<Driver>, raw: Bytes) -> Answer {
    let change: Value = body::read(&raw, HINT)?;
    let mut world = driver.lock();
    world.directory.merge(&change).map_err(|error| Refusal::malformed(error, HINT))?;
    Ok(super::json(&serde_json::to_value(&world.directory).unwrap_or_default()))
}
