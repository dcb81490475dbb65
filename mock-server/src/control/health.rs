//! Is the mock there, and what does it answer?

use axum::Extension;
use serde_json::{Value, json};

use super::Answer;
use crate::SERVER_VERSION;
use crate::dispatch;
use crate::driver::Driver;

pub(super) async fn health(Extension(driver): Extension<Driver>) -> Answer {
    let world = driver.lock();
    Ok(super::json(&json!({
        "status": "ok",
        "mock": env!("CARGO_PKG_VERSION"),
        "server": SERVER_VERSION,
        "now_ms": world.now_ms(),
        "sessions": world.sessions.len(),
    })))
}

/// Every operation that is answered by rules. Other routes of the real server answer as unknown ones.
pub(super) async fn operations() -> Answer {
    let behaviours = dispatch::behaviours().map(|(_, behaviour)| behaviour);
    let list: Vec<Value> = wppkit_api::registry()
        .iter()
        .zip(behaviours)
        .map(|(entry, behaviour)| {
            let meta = serde_json::to_value(entry.meta).unwrap_or_default();
            json!({"id": entry.meta.id, "method": meta["method"], "path": entry.meta.path, "group": meta["group"],
                "canned": !behaviour.stateful})
        })
        .collect();
    Ok(super::json(&Value::Array(list)))
}
