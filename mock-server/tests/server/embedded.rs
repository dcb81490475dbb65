//! Starting, steering and stopping.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use wppkit_mock::world::faults::{CallFault, Fault};
use wppkit_mock::world::preset::Preset;
use wppkit_mock::world::session::{LoginKind, PhoneRefusal, Placement, StateWord};
use wppkit_mock::{MockServer, Options, StartError};

use crate::client::{call, token};

#[tokio::test]
async fn one_line_starts_an_empty_mock_on_a_running_clock() {
    let mock = MockServer::start().await.unwrap();
    let (status, health) = call(&format!("GET {}/health", mock.control_url()), None, None).await.unwrap();
    assert_eq!((status, &health["sessions"]), (200, &json!(0)));
    let (_, clock) = call(&format!("GET {}/clock", mock.control_url()), None, None).await.unwrap();
    assert_eq!(clock["frozen"], false);
}

#[tokio::test]
async fn dropping_it_closes_the_port() {
    let mock = MockServer::start().await.unwrap();
    let url = format!("GET {}/healthz", mock.url());
    assert!(call(&url, None, None).await.is_some());
    let worlds = mock.worlds().clone();
    drop(mock);
    tokio::task::yield_now().await;
    drop(worlds);
    assert!(call(&url, None, None).await.is_none());
}

#[tokio::test]
async fn options_reach_the_worlds() {
    let mock = MockServer::builder().secret("s3cret").frozen().preset("recordings").start().await.unwrap();
    assert_eq!(mock.secret(), "s3cret");
    assert_eq!(mock.session("main").state(), StateWord::Connected);
    let before = mock.clock().now_ms();
    assert_eq!(mock.clock().now_ms(), before);
    assert!(token(&mock, "main").await.starts_with("$2b$04$"));
}

#[tokio::test]
async fn a_mock_that_cannot_start_says_why() {
    let mock = MockServer::start().await.unwrap();
    let port = mock.url().rsplit(':').next().unwrap().parse().unwrap();
    let taken = MockServer::builder().port(port).start().await.unwrap_err();
    assert!(taken.to_string().starts_with(&format!("cannot listen on 127.0.0.1:{port}: ")), "{taken}");
    let unknown = Options::default().preset("moon").start().await.unwrap_err();
    assert!(matches!(unknown, StartError::Preset(name) if name == "moon"));
    let missing = Options::default().seed("/nowhere/at/all.json").start().await.unwrap_err();
    assert!(missing.to_string().contains("/nowhere/at/all.json"));
}

#[tokio::test]
async fn an_exported_world_is_a_seed() {
    let mock = MockServer::builder().frozen().start().await.unwrap();
    mock.session("s").set(Placement::from(StateWord::Connected).phone("5521999990000"));
    let (_, paper) = call(&format!("GET {}/state", mock.control_url()), None, None).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("world.json");
    std::fs::write(&file, paper.to_string()).unwrap();
    let again = MockServer::builder().frozen().seed(&file).start().await.unwrap();
    assert_eq!(again.session("s").view(), mock.session("s").view());
}

#[tokio::test]
async fn the_methods_do_what_the_control_api_does() {
    let mock = MockServer::builder().frozen().start().await.unwrap();
    assert_eq!(mock.phone("s").scan(), Err(PhoneRefusal::NoCode));
    mock.session("s").set(StateWord::QrCode);
    mock.phone("s").scan_and_hold().unwrap();
    mock.phone("s").confirm().unwrap();
    mock.clock().advance(2_000).await;
    assert_eq!(mock.session("s").state(), StateWord::Connected);
    mock.session("s").deliver("message", json!({"from": "5511999990001", "body": "oi"})).unwrap();
    let events: Vec<_> = mock.deliveries().iter().map(|delivery| delivery.event.to_string()).collect();
    assert_eq!(events[events.len() - 2..], ["onmessage", "received-message"]);
    assert!(mock.browser("s").crash());
    mock.reset(Preset::Empty);
    assert_eq!(mock.session("s").state(), StateWord::Absent);
}

#[tokio::test]
async fn faults_and_journal_are_at_hand() {
    let mock = MockServer::builder().frozen().start().await.unwrap();
    mock.session("s").set(Placement::from(StateWord::Connected).login(LoginKind::Stored));
    mock.faults([Fault::on_call("close", CallFault::PageError { message: "boom".into() }).times(1)]);
    let token = token(&mock, "s").await;
    let close = format!("POST {}/api/s/close-session", mock.url());
    let (status, answer) = call(&close, Some(&token), Some(json!({}))).await.unwrap();
    assert_eq!((status, &answer["message"]), (500, &json!("Error closing session")));
    assert_eq!(call(&close, Some(&token), Some(json!({}))).await.unwrap().0, 200);
    let operations: Vec<_> = mock.requests().iter().map(|entry| entry.arrival.operation).collect();
    assert_eq!(operations, [Some("generate-token"), Some("close-session"), Some("close-session")]);
}

#[tokio::test]
async fn until_waits_for_what_happens() {
    let mock = MockServer::builder().speed(50.0).start().await.unwrap();
    let token = token(&mock, "s").await;
    let start = format!("POST {}/api/s/start-session", mock.url());
    call(&start, Some(&token), Some(json!({}))).await.unwrap();
    mock.until(|world| world.session_view("s")["state"] == "QRCODE").await;
    mock.phone("s").scan().unwrap();
    mock.until(|world| world.page_answers("s")).await;
}

#[tokio::test]
async fn unhealthy_ends_the_world_and_whoever_waits_for_it_knows() {
    let mock = MockServer::start().await.unwrap();
    let url = format!("GET {}/unhealthy", mock.url());
    assert_eq!(call(&url, None, None).await.unwrap(), (503, Value::Null));
    mock.ended().await;
    assert!(call(&format!("GET {}/healthz", mock.url()), None, None).await.is_none());
    mock.restart();
    assert!(call(&format!("GET {}/healthz", mock.url()), None, None).await.is_some());
}

#[tokio::test]
async fn events_stream_what_happens() {
    let mock = MockServer::builder().frozen().start().await.unwrap();
    let address = mock.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /__mock__/events HTTP/1.1\r\nhost: mock\r\n\r\n").await.unwrap();
    let mut text = String::new();
    let mut buffer = [0; 4_096];
    while !text.contains("\r\n\r\n") {
        let length = stream.read(&mut buffer).await.unwrap();
        text.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
    }
    assert!(text.to_ascii_lowercase().contains("content-type: text/event-stream"), "{text}");
    mock.session("shop").set(StateWord::QrCode);
    while !text.contains("event: session") || !text.contains(r#""session":"shop""#) {
        let length = stream.read(&mut buffer).await.unwrap();
        assert_ne!(length, 0, "{text}");
        text.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
    }
}

#[tokio::test]
async fn named_worlds_have_an_api_of_their_own() {
    let mock = MockServer::start().await.unwrap();
    let world = format!("{}/worlds/test-1", mock.control_url());
    let put = format!("PUT {world}/__mock__/sessions/s");
    call(&put, None, Some(json!({"state": "closed_by_user"}))).await.unwrap();
    let listed = format!("GET {world}/api/{}/show-all-sessions", mock.secret());
    assert_eq!(call(&listed, None, None).await.unwrap().1, json!({"response": ["s"]}));
    let listed = format!("GET {}/api/{}/show-all-sessions", mock.url(), mock.secret());
    assert_eq!(call(&listed, None, None).await.unwrap().1, json!({"response": []}));
}
