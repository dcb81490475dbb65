//! Brings a world into the state that a recording was made in, through the control API and the API itself.

use super::compare::Outcome;
use super::drive::Driver;
use super::recording::Recording;
use crate::control::ControlError;
use crate::http::Request;
use serde_json::{Map, Value, json};

/// Why a recording is not replayed.
#[derive(Debug)]
pub(super) enum Obstacle {
    /// The control API has no way to the state; the line is not counted.
    Unreachable(String),
    /// A control call failed, which is a fault of the mock.
    Control(ControlError),
}

impl From<ControlError> for Obstacle {
    fn from(error: ControlError) -> Self {
        Self::Control(error)
    }
}

/// The states that preset `recordings` starts with.
const PRESET: &[(&str, &str)] = &[
    ("main", "CONNECTED"),
    ("ghost", "never started"),
    ("never2", "never started"),
    ("nobody", "never started"),
    ("qrs", "QRCODE"),
    ("qr2", "QRCODE"),
    ("shut", "closed by close-session"),
    ("pc1", "PHONECODE"),
    ("w1", "CONNECTED"),
    ("w2", "CONNECTED"),
];

/// Sets everything that the precondition names.
pub(super) async fn establish(driver: &Driver<'_>, recording: &Recording) -> Result<(), Obstacle> {
    // In group `auth` the path may name another session on purpose; the connected one is `main`.
    let session = if recording.group == "auth" { Some("main") } else { recording.session() };
    if let Some(session) = session {
        state(driver, recording, session).await?;
        faults(driver, recording, session).await?;
        browser(driver, recording, session).await?;
    }
    if let Some(after) = recording.precondition.get("after").and_then(Value::as_str) {
        aftermath(driver, after, session).await?;
    }
    Ok(())
}

async fn state(driver: &Driver<'_>, recording: &Recording, session: &str) -> Result<(), Obstacle> {
    let recorded = recording.session_state();
    let stored = stored_login(recording);
    if recorded.is_empty() || (!stored && PRESET.contains(&(session, recorded))) {
        return Ok(());
    }
    let state = match recorded {
        "CONNECTED" | "CONNECTED by pairing code" => "CONNECTED",
        "QRCODE" | "PHONECODE" | "INITIALIZING" => recorded,
        "never started" | "logged out" => "absent",
        "closed by close-session" | "closed" => "closed_by_user",
        other => return Err(Obstacle::Unreachable(format!("session state {other:?}"))),
    };
    let mut wanted = json!({"state": state});
    if stored {
        wanted["login"] = json!("stored");
    }
    Ok(driver.control().put_session(session, &wanted).await?)
}

/// Whether the session got its login from the stored profile: said by the precondition, by the README of the
/// recordings (`st1`), or told by a CONNECTED answer that shows no stale QR.
fn stored_login(recording: &Recording) -> bool {
    let said = recording.precondition.get("stored_login") == Some(&Value::Bool(true));
    let pairing = recording.session_state() == "CONNECTED by pairing code";
    let body = &recording.response.body;
    let bare = body.get("status").and_then(Value::as_str) == Some("CONNECTED")
        && (body.get("qrcode") == Some(&Value::Null) || body.get("message").is_some());
    said || pairing || bare || recording.session() == Some("st1")
}

async fn faults(driver: &Driver<'_>, recording: &Recording, session: &str) -> Result<(), Obstacle> {
    let Some(Value::Object(faults)) = recording.precondition.get("client_fault") else { return Ok(()) };
    Ok(driver.control().put_faults(&thrown(session, faults)).await?)
}

fn thrown(session: &str, faults: &Map<String, Value>) -> Value {
    faults
        .iter()
        .map(|(call, fault)| json!({"match": {"session": session, "call": call}, "do": {"throw": fault}}))
        .collect()
}

async fn browser(driver: &Driver<'_>, recording: &Recording, session: &str) -> Result<(), Obstacle> {
    let action = match recording.precondition.get("chromium").and_then(Value::as_str) {
        None => return Ok(()),
        Some("cannot start") => json!({"do": "fail_launch"}),
        // Slower than the launch may take: the library's TimeoutError.
        Some("TimeoutError") => json!({"do": "slow", "ms": 120_000}),
        Some(other) => return Err(Obstacle::Unreachable(format!("chromium {other:?}"))),
    };
    Ok(driver.control().browser(session, &action).await?)
}

/// What the recorder did before the line, without a line of its own.
async fn aftermath(driver: &Driver<'_>, after: &str, session: Option<&str>) -> Result<(), Obstacle> {
    let control = driver.control();
    let own = || session.ok_or_else(|| Obstacle::Unreachable(format!("after {after:?} without a session")));
    match after {
        "close at QRCODE" => {
            control.put_session(own()?, &json!({"state": "QRCODE"})).await?;
            post(driver, own()?, "close-session", json!({})).await
        }
        // The orphaned browser has ended by then.
        "close-session answered 500 but reset the status to null" => {
            Ok(control.put_session(own()?, &json!({"state": "closed_by_user", "login": "qr"})).await?)
        }
        "close failed once" => {
            let faults = json!([{"match": {"session": own()?, "call": "close"},
                "do": {"throw": {"kind": "pageError", "message": "close failed"}}}]);
            control.put_faults(&faults).await?;
            post(driver, own()?, "close-session", json!({})).await?;
            Ok(control.put_faults(&json!([])).await?)
        }
        "launch failed" | "launch failed, chromium now fine" => launch_failed(driver, own()?).await,
        "close at INITIALIZING" => {
            launch_failed(driver, own()?).await?;
            post(driver, own()?, "close-session", json!({})).await
        }
        "another session was started with a proxy" => {
            post(driver, "px1", "start-session", json!({"proxy": {"url": "http://127.0.0.1:9"}})).await?;
            Ok(control.advance(3_000).await?)
        }
        "backup restarted the sessions" => {
            Ok(control.put_session(own()?, &json!({"state": "CONNECTED", "login": "stored"})).await?)
        }
        logout if logout.starts_with("logout of ") => {
            // These were started later.
            for session in ["pc1", "w2"] {
                control.put_session(session, &json!({"state": "absent"})).await?;
            }
            post(driver, &logout["logout of ".len()..], "logout-session", json!({})).await?;
            Ok(control.advance(3_000).await?)
        }
        other => Err(Obstacle::Unreachable(format!("after {other:?}"))),
    }
}

async fn launch_failed(driver: &Driver<'_>, session: &str) -> Result<(), Obstacle> {
    driver.control().browser(session, &json!({"do": "fail_launch"})).await?;
    post(driver, session, "start-session", json!({})).await?;
    Ok(driver.control().advance(3_000).await?)
}

/// A call of the API that belongs to the precondition: its answer does not matter, that it ends does.
async fn post(driver: &Driver<'_>, session: &str, route: &str, body: Value) -> Result<(), Obstacle> {
    let token = driver.token(session).map_err(Obstacle::Unreachable)?;
    let request = Request {
        method: "POST".to_owned(),
        path: format!("/api/{session}/{route}"),
        headers: vec![
            ("authorization".to_owned(), format!("Bearer {token}")),
            ("content-type".to_owned(), "application/json; charset=utf-8".to_owned()),
        ],
        body: Some(body.to_string().into()),
    };
    match driver.send(request).await?.0 {
        Outcome::Broken(reason) => Err(Obstacle::Unreachable(format!("{route} broke: {reason}"))),
        Outcome::Answered(_) | Outcome::Hang => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(precondition: Value, body: Value) -> Recording {
        serde_json::from_value(json!({
            "id": "x", "group": "session", "route": "GET /api/{session}/status-session",
            "precondition": precondition,
            "request": {"method": "GET", "path": "/api/w1/status-session"},
            "response": {"status": 200, "body": body},
        }))
        .unwrap()
    }

    #[test]
    fn a_connected_answer_without_qr_tells_a_stored_login() {
        let bare = json!({"status": "CONNECTED", "qrcode": null, "version": "2.10.4"});
        assert!(stored_login(&recording(json!({"session_state": "CONNECTED"}), bare)));
        let stale = json!({"status": "CONNECTED", "qrcode": "x", "version": "2.10.4"});
        assert!(!stored_login(&recording(json!({"session_state": "CONNECTED"}), stale)));
        let closed = json!({"status": "CLOSED", "qrcode": null});
        assert!(!stored_login(&recording(json!({"session_state": "closed by close-session"}), closed)));
        assert!(stored_login(&recording(
            json!({"session_state": "closed", "stored_login": true}),
            json!({})
        )));
    }

    #[test]
    fn a_recorded_fault_goes_out_unchanged() {
        let faults = json!({"sendText": {"kind": "pageError", "message": "boom"}});
        assert_eq!(
            thrown("main", faults.as_object().unwrap()),
            json!([{"match": {"session": "main", "call": "sendText"},
                "do": {"throw": {"kind": "pageError", "message": "boom"}}}])
        );
    }
}
