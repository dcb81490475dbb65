//! Virtual time.

use std::time::Duration;

use axum::Extension;
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;

use super::error::Refusal;
use super::{Answer, body};
use crate::driver::Driver;
use crate::world::World;
use crate::world::clock::Pace;

/// How long an advance waits, in real time, for the webhooks that it caused.
const SETTLE: Duration = Duration::from_secs(1);

/// The longest advance, a hundred years: beyond it dates lose their sense, and sums their range.
const LONGEST_MS: u64 = 100 * 365 * 24 * 60 * 60 * 1_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[serde(default)]
    freeze: bool,
    #[serde(default)]
    run: bool,
    #[serde(default)]
    speed: Option<f64>,
    #[serde(default)]
    advance_ms: Option<u64>,
}

const HINT: &str =
    r#"exactly one of {"freeze": true}, {"advance_ms": n}, {"run": true, "speed"?: virtual ms per real ms}"#;

pub(super) async fn show(Extension(driver): Extension<Driver>) -> Answer {
    Ok(view(&driver.lock()))
}

pub(super) async fn set(Extension(driver): Extension<Driver>, raw: Bytes) -> Answer {
    let wanted: Wanted = body::read(&raw, HINT)?;
    if u8::from(wanted.freeze) + u8::from(wanted.run) + u8::from(wanted.advance_ms.is_some()) != 1 {
        return Err(Refusal::malformed("not exactly one of `freeze`, `advance_ms`, `run`", HINT));
    }
    let speed = wanted.speed.unwrap_or(1.0);
    if (wanted.speed.is_some() && !wanted.run) || !(speed.is_finite() && speed > 0.0 && speed <= 1e6) {
        return Err(Refusal::malformed("`speed` goes with `run` and is above 0 and at most 1000000", HINT));
    }
    if wanted.advance_ms.is_some_and(|ms| ms > LONGEST_MS) {
        return Err(Refusal::malformed(format!("`advance_ms` is above {LONGEST_MS}, a hundred years"), HINT));
    }
    match wanted.advance_ms {
        Some(ms) => {
            driver.lock().advance(ms);
            driver.settle(SETTLE).await;
        }
        None if wanted.freeze => driver.lock().set_pace(Pace::Frozen),
        None => driver.lock().set_pace(Pace::Running { speed }),
    }
    Ok(view(&driver.lock()))
}

fn view(world: &World) -> Response {
    let (frozen, speed) = match world.clock().pace() {
        Pace::Frozen => (true, None),
        Pace::Running { speed } => (false, Some(speed)),
    };
    super::json(&json!({
        "now_ms": world.now_ms(), "uptime_ms": world.clock().uptime_ms(), "frozen": frozen, "speed": speed,
        "next_due_ms": world.next_due_ms(),
    }))
}
