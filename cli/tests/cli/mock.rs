//! `wppkit mock` as a process.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::Command,
    time::timeout,
};

use crate::{printed::Running, support::wppkit};

/// Starts it and reads its first line.
async fn start(arguments: &[&str]) -> (Running, Value) {
    let mut command = wppkit();
    command.args(["mock", "--port", "0"]).args(arguments);
    let mut running = Running::start(command);
    let first = timeout(Duration::from_secs(20), running.line()).await.unwrap().unwrap();
    (running, serde_json::from_str(&first).unwrap())
}

/// One request as it stands: status and body of the answer.
async fn exchange(first: &Value, request: &str, headers: &str, body: &str) -> (u16, String) {
    let address = first["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let head =
        format!("{request} HTTP/1.1\r\nhost: mock\r\nconnection: close\r\ncontent-length: {length}\r\n");
    stream.write_all(format!("{head}{headers}\r\n{body}").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// What the control API tells.
async fn control(first: &Value, path: &str) -> Value {
    let (status, body) = exchange(first, &format!("GET /__mock__{path}"), "", "").await;
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

#[tokio::test]
async fn the_first_line_tells_where_it_is() {
    let (_running, first) = start(&["--secret", "S"]).await;
    let url = first["url"].as_str().unwrap();
    let expected = json!({"url": url, "control": format!("{url}/__mock__"), "secret": "S"});
    assert_eq!(first, expected);
    control(&first, "/health").await;
}

#[tokio::test]
async fn signals_end_it_cleanly() {
    for signal in ["TERM", "INT"] {
        let (running, _) = start(&[]).await;
        let pid = running.child.id().unwrap().to_string();
        let killed = Command::new("kill").args([&format!("-{signal}"), &pid]).status().await.unwrap();
        assert!(killed.success());
        let (code, _) = timeout(Duration::from_secs(20), running.end()).await.unwrap();
        assert_eq!(code, 0, "{signal}");
    }
}

#[tokio::test]
async fn options_reach_the_world() {
    let webhook = "http://127.0.0.1:9/hook";
    let (_running, first) = start(&["--frozen", "--preset", "recordings", "--webhook", webhook]).await;
    assert_eq!(first["secret"], "THISISMYSECURETOKEN");
    assert_eq!(control(&first, "/clock").await["frozen"], true);
    assert_eq!(control(&first, "/server").await["webhook"], webhook);
    assert_eq!(control(&first, "/sessions/main").await["state"], "CONNECTED");
}

#[tokio::test]
async fn what_it_cannot_start_with_exits_2() {
    for arguments in [&["--preset", "nonsense"][..], &["--seed", "/nonexistent.json"], &["--mode", "lax"]] {
        let mut command = wppkit();
        command.args(["mock", "--port", "0"]).args(arguments);
        let ran = crate::support::finish(command).await.exits(2);
        assert!(ran.stdout.is_empty() && ran.stderr.contains(arguments[1]), "{}", ran.stderr);
    }
}

#[tokio::test]
async fn strict_mode_refuses_what_the_real_server_misreads() {
    let token = wppkit::mint_local("shop", &"S".into(), 4).unwrap();
    let headers = format!(
        "authorization: Bearer {}\r\ncontent-type: application/json; charset=utf-8\r\n",
        token.expose()
    );
    let misread = r#"{"phone":"5511999990001","message":"Hi","isGroup":"false"}"#;
    for (mode, status) in [("faithful", 404), ("strict", 422)] {
        let (_running, first) = start(&["--mode", mode, "--secret", "S"]).await;
        let answer = exchange(&first, "POST /api/shop/send-message", &headers, misread).await;
        assert_eq!(answer.0, status, "{mode}: {}", answer.1);
    }
}

#[tokio::test]
async fn the_clock_can_run_faster() {
    let (_running, first) = start(&["--speed", "20"]).await;
    assert_eq!(control(&first, "/clock").await["speed"], 20.0);
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let (_running, first) = start(&[]).await;
    let port = first["url"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
    let mut command = wppkit();
    command.args(["mock", "--port", &port]);
    let ran = crate::support::finish(command).await.exits(1);
    assert!(ran.stderr.contains(&port) && ran.stderr.contains("--port 0"), "{}", ran.stderr);
}
