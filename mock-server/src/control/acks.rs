//! How sent messages are acknowledged.

use axum::Extension;
use bytes::Bytes;
use serde_json::json;

use super::error::Refusal;
use super::{Answer, body};
use crate::driver::Driver;
use crate::world::acks::AckRules;

const HINT: &str = r#"{"atOnce"?: bool, "later"?: [{"ack": -7 to 5, "afterMs": n}, …]}"#;

pub(super) async fn show(Extension(driver): Extension<Driver>) -> Answer {
    Ok(super::json(&json!(driver.lock().acks)))
}

pub(super) async fn set(Extension(driver): Extension<Driver>, raw: Bytes) -> Answer {
    let rules: AckRules = body::read(&raw, HINT)?;
    if let Some(wrong) = rules.later.iter().find(|later| !(-7..=5).contains(&later.ack)) {
        return Err(Refusal::malformed(format!("`ack` is a level from -7 to 5, not {}", wrong.ack), HINT));
    }
    let mut world = driver.lock();
    world.acks = rules;
    Ok(super::json(&json!(world.acks)))
}
