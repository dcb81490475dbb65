//! The journal and what can be asked of it.

use serde_json::{Value, json};
use wppkit_mock::world::journal::{Arrival, Progress};

use crate::setup::Mock;

fn sent(mock: &Mock, operation: &'static str, session: &str, body: Value) {
    let mut world = mock.driver.lock();
    let arrival = Arrival {
        operation: Some(operation),
        session: Some(session.into()),
        body: body.to_string().into(),
        ..Arrival::default()
    };
    let now_ms = world.now_ms();
    let id = world.journal.begin(now_ms, arrival);
    world.journal.end(id, Progress::Answered(201));
}

#[tokio::test]
async fn requests_are_listed_and_cleared() {
    let mock = Mock::new();
    sent(&mock, "send-message", "s", json!({"phone": "1"}));
    let list = mock.ok("GET", "/requests", Value::Null).await;
    assert_eq!(
        (&list[0]["operation"], &list[0]["status"], &list[0]["body"]["phone"]),
        (&json!("send-message"), &json!(201), &json!("1"))
    );
    mock.ok("DELETE", "/requests", Value::Null).await;
    assert_eq!(mock.ok("GET", "/requests", Value::Null).await, json!([]));
}

#[tokio::test]
async fn verify_counts_requests_that_have_at_least_the_expected_keys() {
    let mock = Mock::new();
    sent(&mock, "send-message", "s", json!({"phone": "1", "message": "a"}));
    sent(&mock, "send-message", "s", json!({"phone": "1", "message": "b"}));
    let expected = json!({"operation": "send-message", "session": "s", "body": {"phone": "1"}, "times": 2});
    assert_eq!(mock.ok("POST", "/requests/verify", expected).await, json!({"matched": 2}));
    let at_least_once = json!({"operation": "send-message", "body": {"message": "b"}});
    assert_eq!(mock.ok("POST", "/requests/verify", at_least_once).await, json!({"matched": 1}));
    let never = json!({"operation": "send-file", "times": 0});
    assert_eq!(mock.ok("POST", "/requests/verify", never).await, json!({"matched": 0}));
}

#[tokio::test]
async fn a_failed_verify_shows_the_nearest_miss() {
    let mock = Mock::new();
    sent(&mock, "send-message", "other", json!({"phone": "9", "message": "x"}));
    sent(&mock, "send-message", "s", json!({"phone": "2", "message": "oi"}));
    sent(&mock, "status-session", "s", Value::Null);
    let expected =
        json!({"operation": "send-message", "session": "s", "body": {"phone": "1", "message": "oi"}});
    let (status, answer) = mock.call("POST", "/requests/verify", expected).await;
    assert_eq!(status, 409);
    assert_eq!(answer["nearest"]["differences"], json!([r#"body.phone: expected "1", was "2""#]));
    assert_eq!(answer["nearest"]["request"]["id"], 2);
    assert!(answer["hint"].as_str().unwrap().contains("body.phone"));
}
