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
    let wanted: Reset = body::read(&raw, &format!("{{\"preset\": one of {}}}", Preset::names()))?;
    driver.lock().reset(wanted.preset);
    Ok(super::json(&json!({"preset": wanted.preset})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Restart {
    #[serde(default)]
    stored: Stored,
}

/// What becomes of tokens and Chrome profiles.
#[derive(Deserialize, Default, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Stored {
    #[default]
    Kept,
    Lost,
}

pub(super) async fn restart(Extension(driver): Extension<Driver>, raw: Bytes) -> Answer {
    let wanted: Restart = body::read(&raw, r#"{"stored"?: "kept" | "lost"}"#)?;
    let mut world = driver.lock();
    world.restart_with(wanted.stored == Stored::Kept);
    Ok(super::json(&json!({"started": world.stored_sessions()})))
}
