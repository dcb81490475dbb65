//! Something arrives.

use axum::Extension;
use axum::extract::Path;
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::error::Refusal;
use super::{Answer, body};
use crate::driver::Driver;

const HINT: &str = r#"{"event": "message" | "ack" | "reaction" | "revoke" | "poll" | "presence" | "call" | "participants" | "location" | "label", …}"#;

pub(super) async fn deliver(
    Extension(driver): Extension<Driver>,
    Path(session): Path<String>,
    raw: Bytes,
) -> Answer {
    let what: Map<String, Value> = body::read(&raw, HINT)?;
    let mut world = driver.lock();
    if !world.page_answers(&session) {
        let error = format!("session `{session}` is not connected");
        return Err(Refusal::conflict(error, "log it in, or PUT it into CONNECTED"));
    }
    world.deliver(&session, &what).map_err(|error| Refusal::malformed(error, HINT))?;
    Ok(super::json(&json!({"session": session, "event": what.get("event")})))
}
