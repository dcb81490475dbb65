//! `wppkit doctor` names the cause.

use serde_json::{Value, json};
use tokio::{net::TcpListener, process::Command};

use crate::support::{Mock, finish, wppkit};

/// Runs the doctor both ways; checks that both name the finding and that it has a cure.
async fn finds(command: impl Fn() -> Command, code: &str) {
    let mut json = command();
    json.args(["--json", "doctor"]);
    let diagnosis = finish(json).await.exits(1).document();
    let findings = diagnosis["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["code"] == code);
    let finding = finding.unwrap_or_else(|| panic!("no {code} in {diagnosis}"));
    assert!(finding["cure"].is_string(), "{finding}");
    let mut human = command();
    human.arg("doctor");
    let ran = finish(human).await.exits(1);
    assert!(
        ran.stdout.contains(finding["what"].as_str().unwrap()) && ran.stdout.contains("cure:"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.stderr, "");
}

async fn finds_on(mock: &Mock, code: &str) {
    finds(|| mock.wppkit(), code).await;
}

#[tokio::test]
async fn server_down() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let command = || {
        let mut command = wppkit();
        command.args(["--url", &url, "-s", "shop", "--secret-key", "any"]);
        command
    };
    finds(command, "connection_refused").await;
}

#[tokio::test]
async fn wrong_secret() {
    let mock = Mock::with_shop("CONNECTED").await;
    let command = || {
        let mut command = mock.wppkit();
        command.env("WPPKIT_SECRET_KEY", "another");
        command
    };
    finds(command, "wrong_secret").await;
}

#[tokio::test]
async fn wrong_token() {
    let mock = Mock::with_shop("CONNECTED").await;
    let command = || {
        let mut command = mock.wppkit();
        let token = "$2b$10$abcdefghijklmnopqrstuv_bcdefghijklmnopqrstuvwxyz01234";
        command.env_remove("WPPKIT_SECRET_KEY").env("WPPKIT_TOKEN", token);
        command
    };
    finds(command, "wrong_token").await;
}

#[tokio::test]
async fn session_never_started() {
    finds_on(&Mock::start().await, "never_started").await;
}

#[tokio::test]
async fn stuck_initializing() {
    let mock = Mock::start().await;
    mock.server.browser("shop").fail_launch();
    let request = json!({}).to_string();
    mock.run(&["call", "start-session", &request]).await.exits(0);
    finds_on(&mock, "stuck_initializing").await;
}

#[tokio::test]
async fn qr_waiting() {
    let mock = Mock::with_shop("QRCODE").await;
    mock.server.clock().freeze();
    finds_on(&mock, "qr_waiting").await;
}

#[tokio::test]
async fn auto_closed() {
    finds_on(&Mock::with_shop("CLOSED").await, "auto_closed").await;
}

#[tokio::test]
async fn zombie() {
    let mock = Mock::with_shop("CONNECTED").await;
    mock.server.browser("shop").crash();
    finds_on(&mock, "zombie").await;
}

#[tokio::test]
async fn default_secret() {
    let mock = Mock::with_secret("THISISMYSECURETOKEN").await;
    mock.put_shop("CONNECTED");
    let command = || {
        let mut command = mock.wppkit();
        command.env("WPPKIT_SECRET_KEY", "THISISMYSECURETOKEN");
        command
    };
    finds(command, "default_secret").await;
}

#[tokio::test]
async fn a_healthy_session_has_nothing_to_cure() {
    let mock = Mock::with_shop("CONNECTED").await;
    let diagnosis: Value = mock.run(&["--json", "doctor"]).await.exits(0).document();
    assert_eq!(diagnosis["status"]["state"], "connected");
    assert!(mock.run(&["doctor"]).await.exits(0).stdout.contains("nothing to cure"));
}

#[tokio::test]
async fn webhooks_are_tried_from_here() {
    let mock = Mock::with_shop("CONNECTED").await;
    let reachable = mock.server.url();
    let diagnosis = mock.run(&["--json", "doctor", "--webhook", reachable]).await.document();
    let codes = diagnosis["findings"].to_string();
    assert!(codes.contains("webhook_reachable") || codes.contains("webhook_unreachable"), "{codes}");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}/hook", listener.local_addr().unwrap());
    drop(listener);
    let diagnosis = mock.run(&["--json", "doctor", "--webhook", &closed]).await.exits(1).document();
    assert!(diagnosis["findings"].to_string().contains("webhook_unreachable"), "{diagnosis}");
}
