//! Sessions, the phone, the browser, the directory, arrivals.

use serde_json::{Value, json};

use crate::setup::Mock;

#[tokio::test]
async fn a_session_is_put_read_and_listed() {
    let mock = Mock::new();
    let put = json!({"state": "QRCODE", "phone": "5521999990000", "webhook": "http://127.0.0.1:1/"});
    let view = mock.ok("PUT", "/sessions/a%2Fb", put).await;
    assert_eq!(
        (&view["session"], &view["state"], &view["phone"]),
        (&json!("a/b"), &json!("QRCODE"), &json!("5521999990000"))
    );
    assert_eq!(mock.ok("GET", "/sessions/a%2Fb", Value::Null).await, view);
    assert_eq!(mock.ok("GET", "/sessions", Value::Null).await, json!([view]));
    assert_eq!(mock.ok("GET", "/sessions/never", Value::Null).await["state"], "absent");
}

#[tokio::test]
async fn unknown_keys_and_values_are_refused_and_named() {
    let mock = Mock::new();
    for (method, path, body, word) in [
        ("PUT", "/sessions/s", json!({"state": "ONLINE"}), "closed_by_user"),
        ("PUT", "/sessions/s", json!({"stat": "CLOSED"}), "`stat`"),
        ("PUT", "/sessions/s", json!({"phone": "+55 21"}), "`phone`"),
        ("POST", "/sessions/s/phone", json!({"do": "dance"}), "use_elsewhere"),
        ("POST", "/sessions/s/phone", json!({"do": "scan", "fast": true}), "`fast`"),
        ("POST", "/sessions/s/browser", json!({"do": "slow"}), "`ms`"),
        ("POST", "/reset", json!({"preset": "moon"}), "recordings"),
        ("POST", "/clock", json!({"run": true, "freeze": true}), "exactly one"),
        ("POST", "/clock", json!({"advance_ms": 1, "speed": 2}), "`speed`"),
        ("POST", "/clock", json!({"advance_ms": u64::MAX}), "hundred years"),
        ("PUT", "/directory", json!({"default": "perhaps"}), "missing"),
        ("PUT", "/server", json!({"host": "x"}), "`host`"),
        ("POST", "/restart", json!({"now": true}), "`now`"),
        ("POST", "/requests/verify", json!({"operation": "sing"}), "`sing`"),
    ] {
        let (status, error, hint) = mock.refused(method, path, body).await;
        assert_eq!(status, 400, "{method} {path}");
        assert!(error.contains(word), "{method} {path}: {error}");
        assert!(!hint.is_empty());
    }
}

#[tokio::test]
async fn unknown_calls_are_not_found() {
    let mock = Mock::new();
    assert_eq!(mock.refused("GET", "/nowhere", Value::Null).await.0, 404);
    assert_eq!(mock.refused("PATCH", "/clock", Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_scan_logs_in_and_one_that_cannot_be_is_a_conflict() {
    let mock = Mock::new();
    let (status, error, hint) = mock.refused("POST", "/sessions/s/phone", json!({"do": "scan"})).await;
    assert_eq!(status, 409);
    assert!(error.contains("shows a code") && hint.contains("QRCODE"), "{error}: {hint}");
    mock.ok("PUT", "/sessions/s", json!({"state": "QRCODE"})).await;
    mock.ok("POST", "/sessions/s/phone", json!({"do": "scan"})).await;
    mock.advance(1_700).await;
    assert_eq!(mock.ok("GET", "/sessions/s", Value::Null).await["state"], "CONNECTED");
}

#[tokio::test]
async fn a_browser_crashes_only_where_one_runs() {
    let mock = Mock::new();
    assert_eq!(mock.refused("POST", "/sessions/s/browser", json!({"do": "crash"})).await.0, 409);
    mock.ok("PUT", "/sessions/s", json!({"state": "CONNECTED"})).await;
    let view = mock.ok("POST", "/sessions/s/browser", json!({"do": "crash"})).await;
    assert_eq!((&view["state"], &view["browser"]), (&json!("CONNECTED"), &json!("crashed")));
}

#[tokio::test]
async fn the_directory_merges() {
    let mock = Mock::new();
    mock.ok("PUT", "/directory", json!({"numbers": {"5511": {"exists": false}}})).await;
    mock.ok("PUT", "/directory", json!({"numbers": {"5522": {"exists": true}}, "default": "missing"})).await;
    let directory = mock.ok("GET", "/directory", Value::Null).await;
    assert_eq!(directory["numbers"]["5511"]["exists"], false);
    assert_eq!(directory["numbers"]["5522"]["exists"], true);
    assert_eq!(directory["default"], "missing");
}

#[tokio::test]
async fn a_message_arrives_at_a_connected_session_only() {
    let mock = Mock::new();
    let message = json!({"event": "message", "from": "5511999990001", "body": "oi"});
    assert_eq!(mock.refused("POST", "/sessions/s/deliver", message.clone()).await.0, 409);
    mock.ok("PUT", "/sessions/s", json!({"state": "CONNECTED"})).await;
    mock.ok("POST", "/sessions/s/deliver", message).await;
    let log = mock.ok("GET", "/deliveries", Value::Null).await;
    let events: Vec<_> =
        log.as_array().unwrap().iter().map(|entry| (&entry["kind"], &entry["event"])).collect();
    assert_eq!(
        events,
        [(&json!("webhook"), &json!("onmessage")), (&json!("socket"), &json!("received-message"))]
    );
    assert_eq!((&log[0]["url"], &log[0]["body"]["body"]), (&Value::Null, &json!("oi")));
    let (status, error, _) = mock.refused("POST", "/sessions/s/deliver", json!({"event": "rain"})).await;
    assert_eq!(status, 400);
    assert!(error.contains("rain"));
}

#[tokio::test]
async fn the_log_shows_each_code_as_it_left() {
    let mock = Mock::new();
    mock.ok("PUT", "/sessions/s", json!({"state": "QRCODE"})).await;
    mock.ok("POST", "/sessions/s/phone", json!({"do": "idle_qr"})).await;
    mock.advance(100).await;
    let log = mock.ok("GET", "/deliveries", Value::Null).await;
    let urlcode = mock.ok("GET", "/sessions/s", Value::Null).await["urlcode"].clone();
    let (socket, webhook) = (&log[0], &log[1]);
    let image = webhook["body"]["qrcode"].as_str().unwrap();
    assert_eq!(
        webhook["body"],
        json!({"event": "qrcode", "session": "s", "qrcode": image, "urlcode": urlcode})
    );
    assert_eq!(socket["data"], json!({"data": format!("data:image/png;base64,{image}"), "session": "s"}));
}
