//! Webhooks that leave, events that are streamed, worlds beside each other.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use wppkit_mock::world::Settings;
use wppkit_mock::world::preset::Preset;
use wppkit_mock::worlds::Worlds;

use crate::setup::Mock;

/// Reads one request with a JSON object as its body.
async fn read(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    while !text.contains("\r\n\r\n") || !text.ends_with('}') {
        let mut buffer = [0; 4_096];
        let length = stream.read(&mut buffer).await.unwrap();
        assert_ne!(length, 0, "{text}");
        text.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
    }
    text
}

/// Answers one webhook with `status` and gives back what was posted.
async fn receive(listener: TcpListener, status: u16) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let text = read(&mut stream).await;
    let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n");
    stream.write_all(answer.as_bytes()).await.unwrap();
    text
}

async fn message_to_webhook(status: u16) -> (Mock, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let mock = Mock::new();
    mock.ok("PUT", "/sessions/s", json!({"state": "CONNECTED", "webhook": url})).await;
    mock.ok(
        "POST",
        "/sessions/s/deliver",
        json!({"event": "message", "from": "5511999990001", "body": "oi"}),
    )
    .await;
    let posted = receive(listener, status).await;
    mock.advance(0).await;
    (mock, posted)
}

#[tokio::test]
async fn a_webhook_looks_like_axios_and_a_2xx_marks_the_chat_as_read() {
    let (mock, posted) = message_to_webhook(200).await;
    let head = posted.to_ascii_lowercase();
    assert!(head.starts_with("post /hook http/1.1\r\n"), "{head}");
    assert!(
        head.contains("user-agent: axios/1.") && head.contains("content-type: application/json\r\n"),
        "{head}"
    );
    let calls = mock.ok("GET", "/client-calls", Value::Null).await;
    assert_eq!(calls, json!([{"session": "s", "method": "sendSeen", "args": ["5511999990001@c.us"]}]));
    assert_eq!(mock.ok("GET", "/deliveries", Value::Null).await[0]["status"], 200);
}

#[tokio::test]
async fn a_webhook_that_fails_is_neither_retried_nor_read() {
    let (mock, _) = message_to_webhook(500).await;
    assert_eq!(mock.ok("GET", "/client-calls", Value::Null).await, json!([]));
    let log = mock.ok("GET", "/deliveries", Value::Null).await;
    assert_eq!(log.as_array().unwrap().iter().filter(|entry| entry["kind"] == "webhook").count(), 1);
    assert_eq!(log[0]["status"], 500);
}

#[tokio::test]
async fn a_webhook_follows_redirections() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/old/hook", listener.local_addr().unwrap());
    let mock = Mock::new();
    mock.ok("PUT", "/server", json!({"webhook": url})).await;
    mock.ok("PUT", "/sessions/s", json!({"state": "CONNECTED"})).await;
    mock.ok("POST", "/sessions/s/browser", json!({"do": "crash"})).await;
    let advance = mock.advance(100);
    let receive = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let posted = read(&mut stream).await;
        let answer = "HTTP/1.1 307 X\r\nlocation: new\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer.as_bytes()).await.unwrap();
        let again = read(&mut stream).await;
        stream.write_all(b"HTTP/1.1 204 X\r\n\r\n").await.unwrap();
        (posted, again)
    };
    let ((), (posted, again)) = tokio::join!(advance, receive);
    assert!(again.starts_with("POST /old/new HTTP/1.1\r\n"), "{again}");
    assert_eq!(posted.split_once("\r\n\r\n").unwrap().1, again.split_once("\r\n\r\n").unwrap().1);
    assert_eq!(mock.ok("GET", "/deliveries", Value::Null).await[0]["status"], 204);
}

#[tokio::test]
async fn a_webhook_that_nobody_takes_says_why() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mock = Mock::new();
    mock.ok("PUT", "/server", json!({"webhook": format!("http://{free}/")})).await;
    mock.ok("PUT", "/sessions/s", json!({"state": "QRCODE"})).await;
    mock.ok("POST", "/sessions/s/phone", json!({"do": "new_qr"})).await;
    mock.advance(100).await;
    let log = mock.ok("GET", "/deliveries", Value::Null).await;
    let webhook = log.as_array().unwrap().iter().find(|entry| entry["kind"] == "webhook").unwrap();
    assert!(webhook["error"].as_str().unwrap().contains("refused"), "{webhook}");
}

#[tokio::test]
async fn worlds_know_nothing_of_each_other() {
    let worlds = Worlds::new(Settings::default(), Preset::Empty);
    let (one, two) = (Mock { driver: worlds.get(Some("one")) }, Mock { driver: worlds.get(Some("two")) });
    one.ok("PUT", "/sessions/s", json!({"state": "CONNECTED"})).await;
    assert_eq!(two.ok("GET", "/sessions", Value::Null).await, json!([]));
    let again = Mock { driver: worlds.get(Some("one")) };
    assert_eq!(again.ok("GET", "/sessions", Value::Null).await[0]["state"], "CONNECTED");
    worlds.remove("one");
    let anew = Mock { driver: worlds.get(Some("one")) };
    assert_eq!(anew.ok("GET", "/sessions", Value::Null).await, json!([]));
}

#[tokio::test]
async fn operations_and_health_tell_what_is_answered() {
    let mock = Mock::new();
    let operations = mock.ok("GET", "/operations", Value::Null).await;
    let send = operations.as_array().unwrap().iter().find(|entry| entry["id"] == "send-message").unwrap();
    assert_eq!((&send["method"], &send["path"]), (&json!("POST"), &json!("/api/{session}/send-message")));
    assert_eq!(mock.ok("GET", "/health", Value::Null).await["server"], "2.10.4");
}
