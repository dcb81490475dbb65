//! Export and import.

use axum::Extension;
use bytes::Bytes;
use serde_json::{Value, json};

use super::{Answer, body};
use crate::driver::Driver;
use crate::world::state::SavedWorld;

pub(super) async fn export(Extension(driver): Extension<Driver>) -> Answer {
    let saved = driver.lock().save();
    Ok(super::json(&serde_json::to_value(saved).unwrap_or_default()))
}

pub(super) async fn import(Extension(driver): Extension<Driver>, raw: Bytes) -> Answer {
    let saved: SavedWorld = body::read(&raw, "what GET /state answered")?;
    let mut world = driver.lock();
    world.load(saved);
    let sessions: Vec<Value> = world.sessions.keys().map(|name| json!(name)).collect();
    Ok(super::json(&json!({"sessions": sessions})))
}
