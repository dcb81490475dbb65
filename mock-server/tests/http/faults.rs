//! Faults on the wire, and requests that are never answered.

use std::io::ErrorKind;

use crate::support::{Mock, Request, Response};
use serde_json::{Value, json};
use wppkit_mock::world::Settings;

fn send_message(token: &str) -> Request {
    Request::new("POST", "/api/main/send-message")
        .token(token)
        .json(&json!({"phone": "5511999990001", "message": "x"}))
}

fn calls(entry: &Value) -> Vec<&str> {
    entry["client_calls"].as_array().unwrap().iter().map(|call| call["method"].as_str().unwrap()).collect()
}

/// Orders a fault, sends a message, and gives what came of it with the journal's entry.
async fn with_fault(done: Value) -> (std::io::Result<Response>, String, Value) {
    let mock = Mock::start().await;
    let token = mock.token("main").await;
    mock.fault(json!({"operation": "send-message"}), done).await;
    let mut connection = mock.connect().await;
    connection.write(&send_message(&token)).await;
    let answer = connection.read(false).await;
    (answer, connection.received(), mock.last_request())
}

#[tokio::test]
async fn an_ordered_status_replaces_the_handler() {
    let (answer, _, entry) = with_fault(json!({"status": 503, "body": {"message": "busy"}})).await;
    let answer = answer.unwrap();
    assert_eq!((answer.status, answer.json()), (503, json!({"message": "busy"})));
    assert_eq!((&entry["status"], calls(&entry).len()), (&json!(503), 0));
    assert_eq!(entry["fault"], json!({"status": 503, "body": {"message": "busy"}}));
}

#[tokio::test]
async fn a_reset_before_the_handler_leaves_nothing_done() {
    let (answer, _, entry) = with_fault(json!({"reset": "before"})).await;
    assert_eq!(answer.map(|answer| answer.status).unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!((&entry["answered"], calls(&entry).len()), (&json!(false), 0));
}

#[tokio::test]
async fn a_reset_after_the_handler_leaves_the_message_sent() {
    let (answer, _, entry) = with_fault(json!({"reset": "after"})).await;
    assert_eq!(answer.map(|answer| answer.status).unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(entry["answered"], json!(false));
    assert_eq!(calls(&entry), ["checkNumberStatus", "sendText"]);
}

#[tokio::test]
async fn a_truncated_answer_promises_more_than_it_holds() {
    let (answer, received, entry) = with_fault(json!({"truncate": 12})).await;
    assert_eq!(answer.map(|answer| answer.status).unwrap_err().kind(), ErrorKind::UnexpectedEof);
    let (_, body) = received.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, "{\"status\":\"s");
    assert_eq!(calls(&entry), ["checkNumberStatus", "sendText"]);
}

#[tokio::test]
async fn garbage_has_the_right_headers_and_no_json() {
    let (answer, _, _) = with_fault(json!({"garbage": true})).await;
    let answer = answer.unwrap();
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    assert!(serde_json::from_slice::<Value>(&answer.body).is_err());
}

#[tokio::test]
async fn a_delay_passes_on_the_virtual_clock_before_the_handler_runs() {
    let mock = Mock::start_with(Settings::default()).await;
    let token = mock.token("main").await;
    mock.fault(json!({"operation": "send-message"}), json!({"delay_ms": 5_000})).await;
    let mut connection = mock.connect().await;
    connection.write(&send_message(&token)).await;
    // The request is there as soon as a timer waits for it.
    while mock.world().lock().next_due_ms().is_none() {
        tokio::task::yield_now().await;
    }
    assert_eq!(calls(&mock.last_request()).len(), 0);
    mock.control("POST", "/clock", json!({"advance_ms": 4_999})).await;
    assert_eq!(mock.last_request()["answered"], Value::Null);
    mock.control("POST", "/clock", json!({"advance_ms": 1})).await;
    assert_eq!(connection.read(false).await.unwrap().status, 201);
}

#[tokio::test]
async fn a_message_is_sent_although_its_client_left() {
    let mock = Mock::start().await;
    let token = mock.token("main").await;
    mock.fault(json!({"operation": "send-message"}), json!({"delay_ms": 5_000})).await;
    let mut connection = mock.connect().await;
    connection.write(&send_message(&token)).await;
    while mock.world().lock().next_due_ms().is_none() {
        tokio::task::yield_now().await;
    }
    drop(connection);
    let mut notices = mock.world().notices();
    mock.control("POST", "/clock", json!({"advance_ms": 5_000})).await;
    let entry = mock.ended(&mut notices).await;
    assert_eq!(calls(&entry), ["checkNumberStatus", "sendText"]);
}

#[tokio::test]
async fn a_client_that_stops_waiting_is_written_down() {
    let mock = Mock::start().await;
    let token = mock.token("fresh").await;
    let mut connection = mock.connect().await;
    let start = Request::new("POST", "/api/fresh/start-session").token(&token);
    connection.write(&start.json(&json!({"waitQrCode": true}))).await;
    while mock.world().lock().next_due_ms().is_none() {
        tokio::task::yield_now().await;
    }
    let mut notices = mock.world().notices();
    drop(connection);
    let entry = mock.ended(&mut notices).await;
    assert_eq!((&entry["operation"], &entry["answered"]), (&json!("start-session"), &json!(false)));
}

#[tokio::test]
async fn a_hanging_request_is_done_and_stays_open_until_its_server_ends() {
    let mock = Mock::start().await;
    let token = mock.token("main").await;
    mock.fault(json!({"operation": "send-message"}), json!({"hang": true})).await;
    let mut notices = mock.world().notices();
    let mut connection = mock.connect().await;
    connection.write(&send_message(&token)).await;
    let entry = mock.ended(&mut notices).await;
    assert_eq!(entry["answered"], json!(false));
    assert_eq!(calls(&entry), ["checkNumberStatus", "sendText"]);
    mock.control("POST", "/restart", json!({})).await;
    assert!(connection.read(false).await.is_err());
    assert_eq!(connection.received(), "");
}

#[tokio::test]
async fn an_answer_lost_on_the_server_is_no_answer_at_all() {
    let mock = Mock::start().await;
    let mut notices = mock.world().notices();
    let mut connection = mock.connect().await;
    connection.write(&Request::new("GET", "/metrics").header("content-type", "application/json")).await;
    let entry = mock.ended(&mut notices).await;
    assert_eq!(entry["answered"], json!(false));
    assert_eq!(
        entry["server_errors"],
        json!([{"message": "Unexpected token '#', \"# HELP pro\"... is not valid JSON"}])
    );
    mock.control("POST", "/restart", json!({})).await;
    assert!(connection.read(false).await.is_err());
}

#[tokio::test]
async fn faults_strike_as_often_as_ordered() {
    let mock = Mock::start().await;
    mock.fault(json!({"operation": "healthz", "nth": 2}), json!({"status": 500, "body": "down"})).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(mock.get("/healthz").await.status);
    }
    assert_eq!(statuses, [200, 500, 200]);
}

#[tokio::test]
async fn unhealthy_ends_one_world_and_a_reset_brings_it_back() {
    let mock = Mock::start().await;
    assert_eq!(mock.get("/unhealthy").await.status, 503);
    let mut connection = mock.connect().await;
    connection.write(&Request::new("GET", "/healthz")).await;
    assert!(connection.read(false).await.is_err());
    assert_eq!(mock.get("/__mock__/worlds/other/healthz").await.status, 200);
    mock.control("POST", "/reset", json!({})).await;
    assert_eq!(mock.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn strict_mode_refuses_what_the_real_server_would_misread() {
    let mock = Mock::start_with(Settings { strict: true, ..Settings::default() }).await;
    let token = mock.token("main").await;
    let body = json!({"phone": "120363041234567890@g.us", "message": "x"});
    let answer = mock.send(Request::new("POST", "/api/main/send-message").token(&token).json(&body)).await;
    assert_eq!((answer.status, &answer.json()["field"]), (422, &json!("phone")));
    assert_eq!(mock.send(send_message(&token)).await.status, 201);
}
