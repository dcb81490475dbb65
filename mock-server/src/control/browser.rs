//! Chrome's troubles.

use axum::Extension;
use axum::extract::Path;
use bytes::Bytes;
use serde::Deserialize;

use super::error::Refusal;
use super::{Answer, body};
use crate::driver::Driver;
use crate::world::session::BrowserTrouble;

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Trouble {
    Crash {},
    FailLaunch {},
    Slow { ms: u64 },
}

const HINT: &str = r#"{"do": "crash"} now | {"do": "fail_launch"} next launch fails | {"do": "slow", "ms": n} next launch takes longer; from 30000 on it times out"#;

pub(super) async fn trouble(
    Extension(driver): Extension<Driver>,
    Path(session): Path<String>,
    raw: Bytes,
) -> Answer {
    let trouble: Trouble = body::read(&raw, HINT)?;
    let mut world = driver.lock();
    match trouble {
        Trouble::FailLaunch {} => world.trouble_browser(&session, BrowserTrouble { fails: true, slow_ms: 0 }),
        Trouble::Slow { ms } => world.trouble_browser(&session, BrowserTrouble { fails: false, slow_ms: ms }),
        Trouble::Crash {} if world.crash_browser(&session) => {}
        Trouble::Crash {} => {
            return Err(Refusal::conflict(
                "no browser of this session runs",
                "start it, or PUT it into a state",
            ));
        }
    }
    Ok(super::json(&world.session_view(&session)))
}
