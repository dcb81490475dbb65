//! Beginning anew, and restarting the server process.

use axum::Extension;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;

use super::{Answer, body};
use crate::driver::Driver;
use crate::world::preset::Preset;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    #[serde(default)]
    preset: Preset,
}

pub(super) async fn reset(Extension(driver): Extension<Driver>, raw: Bytes) -> Answer {
    let wanted: Reset = body::read(&raw, r#"{"preset": "empty" | "demo" | "recordings" | "crowd"}"#)?;
    driver.lock().reset(wanted.preset);
    Ok(super::json(&json!({"preset": wanted.preset})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

pub(super) async fn restart(Extension(driver): Extension<Driver>, raw: Bytes) -> Answer {
    let Nothing {} = body::read(&raw, "no body")?;
    let mut world = driver.lock();
    world.restart();
    Ok(super::json(&json!({"started": world.stored_sessions()})))
}
