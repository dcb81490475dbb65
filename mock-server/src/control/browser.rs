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
    Deafen {},
    FailLaunch {
        #[serde(default = "once")]
        times: u32,
    },
    Slow {
        ms: u64,
    },
}

fn once() -> u32 {
    1
}

const HINT: &str = r#"{"do": "crash"} now | {"do": "deafen"}: the page answers only isConnected until the next start | {"do": "fail_launch", "times"?: n} next launches fail | {"do": "slow", "ms": n} next launch takes longer; from 30000 on it times out"#;

pub(super) async fn trouble(
    Extension(driver): Extension<Driver>,
    Path(session): Path<String>,
    raw: Bytes,
) -> Answer {
    let trouble: Trouble = body::read(&raw, HINT)?;
    let mut world = driver.lock();
    match trouble {
        Trouble::FailLaunch { times } => {
            world.trouble_browser(&session, BrowserTrouble { fails: times, slow_ms: 0 });
        }
        Trouble::Slow { ms } => world.trouble_browser(&session, BrowserTrouble { fails: 0, slow_ms: ms }),
        Trouble::Deafen {} if world.deafen_page(&session) => {}
        Trouble::Deafen {} => {
            return Err(Refusal::conflict(
                "no page of this session is connected",
                "log it in, or PUT it into CONNECTED",
            ));
        }
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
