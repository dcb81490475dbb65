//! Virtual time through the control API.

use serde_json::{Value, json};

use crate::setup::Mock;

#[tokio::test]
async fn a_frozen_clock_moves_only_when_it_is_advanced() {
    let mock = Mock::new();
    let before = mock.ok("GET", "/clock", Value::Null).await;
    assert_eq!(before["frozen"], true);
    mock.advance(1_500).await;
    let after = mock.ok("GET", "/clock", Value::Null).await;
    assert_eq!(after["now_ms"].as_u64().unwrap() - before["now_ms"].as_u64().unwrap(), 1_500);
}

#[tokio::test]
async fn a_running_clock_lets_timers_happen_by_themselves() {
    let mock = Mock::new();
    let view = mock.ok("POST", "/clock", json!({"run": true, "speed": 1_000})).await;
    assert_eq!((&view["frozen"], &view["speed"]), (&json!(false), &json!(1_000.0)));
    assert!(mock.driver.sleep(60_000).await, "a virtual minute passes");
    let view = mock.ok("POST", "/clock", json!({"freeze": true})).await;
    let again = mock.ok("GET", "/clock", Value::Null).await;
    assert_eq!(view["now_ms"], again["now_ms"]);
}

#[tokio::test]
async fn a_session_that_starts_shows_its_code_while_the_clock_runs() {
    let mock = Mock::new();
    let mut events = mock.driver.notices();
    mock.driver.lock().open_session("s", Default::default(), None, None);
    mock.ok("POST", "/clock", json!({"run": true, "speed": 100})).await;
    loop {
        let event: Value = serde_json::from_str(&events.recv().await.unwrap()).unwrap();
        if event["type"] == "session" && event["state"] == "QRCODE" {
            break;
        }
    }
}

#[tokio::test]
async fn reset_brings_back_the_clock_and_an_empty_world() {
    let mock = Mock::new();
    let began = mock.ok("GET", "/clock", Value::Null).await["now_ms"].clone();
    mock.ok("PUT", "/sessions/s", json!({"state": "CONNECTED"})).await;
    mock.ok("PUT", "/faults", json!([{"do": {"hang": true}}])).await;
    mock.ok("PUT", "/server", json!({"webhook": "http://127.0.0.1:1/", "secret": "other"})).await;
    mock.advance(5_000).await;
    mock.ok("POST", "/reset", json!({"preset": "empty"})).await;
    assert_eq!(mock.ok("GET", "/sessions", Value::Null).await, json!([]));
    assert_eq!(mock.ok("GET", "/faults", Value::Null).await, json!([]));
    let server = json!({"webhook": null, "secret": "THISISMYSECURETOKEN", "profile": "node-2.10"});
    assert_eq!(mock.ok("GET", "/server", Value::Null).await, server);
    assert_eq!(mock.ok("GET", "/clock", Value::Null).await["now_ms"], began);
}

#[tokio::test]
async fn the_recordings_preset_is_the_world_of_the_recordings() {
    let mock = Mock::new();
    mock.ok("POST", "/reset", json!({"preset": "recordings"})).await;
    let sessions = mock.ok("GET", "/sessions", Value::Null).await;
    let states: Vec<_> = sessions
        .as_array()
        .unwrap()
        .iter()
        .map(|view| (view["session"].as_str().unwrap(), view["state"].as_str().unwrap()))
        .collect();
    assert_eq!(
        states,
        [
            ("main", "CONNECTED"),
            ("pc1", "PHONECODE"),
            ("qr2", "QRCODE"),
            ("qrs", "QRCODE"),
            ("shut", "closed_by_user"),
            ("w1", "CONNECTED"),
            ("w2", "CONNECTED")
        ]
    );
    assert!(mock.ok("GET", "/sessions/main", Value::Null).await["urlcode"].is_string());
}

#[tokio::test]
async fn a_restart_starts_what_is_stored() {
    let mock = Mock::new();
    mock.ok("PUT", "/sessions/s", json!({"state": "CONNECTED"})).await;
    assert_eq!(mock.ok("POST", "/restart", Value::Null).await, json!({"started": ["s"]}));
    assert_eq!(mock.ok("GET", "/sessions/s", Value::Null).await["state"], "INITIALIZING");
    mock.advance(3_000).await;
    assert_eq!(mock.ok("GET", "/sessions/s", Value::Null).await["state"], "CONNECTED");
}
