//! The person with the phone.

use axum::Extension;
use axum::extract::Path;
use bytes::Bytes;
use serde::Deserialize;

use super::error::Refusal;
use super::{Answer, body};
use crate::driver::Driver;
use crate::world::session::{PhoneAction, PhoneRefusal};

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Act {
    Scan {
        #[serde(default)]
        wait: bool,
        #[serde(default)]
        sync_ms: Option<u64>,
    },
    Confirm {
        #[serde(default)]
        sync_ms: Option<u64>,
    },
    Reject {},
    Unlink {},
    Offline {},
    Online {},
    UseElsewhere {},
    Ban {
        #[serde(default)]
        after: u32,
    },
    #[serde(alias = "idle_qr")]
    NewQr {},
}

const HINT: &str = r#"{"do": "scan", "wait"?: bool, "sync_ms"?: n} | {"do": "confirm", "sync_ms"?: n} | {"do": "ban", "after"?: messages} | {"do": "reject" | "unlink" | "offline" | "online" | "use_elsewhere" | "new_qr" | "idle_qr"}"#;

pub(super) async fn act(
    Extension(driver): Extension<Driver>,
    Path(session): Path<String>,
    raw: Bytes,
) -> Answer {
    let action = match body::read(&raw, HINT)? {
        Act::Scan { wait, sync_ms } => PhoneAction::Scan { wait, sync_ms },
        Act::Confirm { sync_ms } => PhoneAction::Confirm { sync_ms },
        Act::Reject {} => PhoneAction::Reject,
        Act::Unlink {} => PhoneAction::Unlink,
        Act::Offline {} => PhoneAction::Offline,
        Act::Online {} => PhoneAction::Online,
        Act::UseElsewhere {} => PhoneAction::UseElsewhere,
        Act::Ban { after } => PhoneAction::BanAfter(after),
        Act::NewQr {} => PhoneAction::NewCode,
    };
    let mut world = driver.lock();
    world.phone(&session, action).map_err(|refusal| Refusal::conflict(refusal.to_string(), cure(refusal)))?;
    Ok(super::json(&world.session_view(&session)))
}

fn cure(refusal: PhoneRefusal) -> &'static str {
    match refusal {
        PhoneRefusal::NoCode => {
            "start the session and wait for QRCODE or PHONECODE, or PUT it into that state"
        }
        PhoneRefusal::NoScan => r#"first {"do": "scan", "wait": true}"#,
        PhoneRefusal::NotLinked => "log the session in, or PUT it into CONNECTED",
        PhoneRefusal::Banned => r#"POST /reset, or PUT the session with another phone"#,
        PhoneRefusal::Offline => r#"first {"do": "online"}"#,
    }
}
