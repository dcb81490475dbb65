//! `wppkit login`.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{process::Command, time::timeout};

use crate::{printed::Running, support::Mock};

/// A login under way.
struct Login(Running);

impl Login {
    /// Waits for a line of stderr that contains this.
    async fn line(&mut self, part: &str) -> String {
        let search = async {
            while let Some(line) = self.0.note().await {
                if line.contains(part) {
                    return line;
                }
            }
            panic!("it ended without {part:?}");
        };
        timeout(Duration::from_secs(30), search).await.unwrap_or_else(|_| panic!("no {part:?}"))
    }

    /// Waits for the next stage of this type.
    async fn stage(&mut self, kind: &str) -> Value {
        serde_json::from_str(&self.line(&format!(r#""type":"{kind}""#)).await).unwrap()
    }

    async fn end(self) -> (i32, String) {
        timeout(Duration::from_secs(30), self.0.end()).await.unwrap()
    }
}

fn login(mock: &Mock, arguments: &[&str]) -> Login {
    let mut command = mock.wppkit();
    command.args(arguments);
    Login(Running::start(command))
}

async fn scan(mock: &Mock) {
    mock.server.phone("shop").scan().unwrap();
}

/// The clock runs in real time: at the speed of the other tests the code would be gone before it is read.
async fn start() -> Mock {
    let mock = Mock::start().await;
    mock.server.clock().run(1.0);
    mock
}

#[tokio::test]
async fn shows_the_code_and_ends_connected() {
    let mock = start().await;
    let folder = tempfile::tempdir().unwrap();
    let png = folder.path().join("code.png");
    let mut running = login(&mock, &["login", "--png", png.to_str().unwrap()]);
    let width = running.line("███").await.chars().count();
    for _ in 0..8 {
        assert_eq!(running.0.note().await.unwrap().chars().count(), width);
    }
    running.line("Scan it with the phone").await;
    assert!(std::fs::read(&png).unwrap().starts_with(b"\x89PNG"));
    scan(&mock).await;
    running.line("accepted the code").await;
    let (code, stdout) = running.end().await;
    assert_eq!((code, stdout.trim_end()), (0, "✓ shop is connected as 5511988887777"));
}

#[tokio::test]
async fn scripts_follow_the_stages_and_get_one_document() {
    let mock = start().await;
    let mut running = login(&mock, &["--json", "login", "--webhook", "http://127.0.0.1:9/hook"]);
    let qr = running.stage("qr").await;
    let shown = mock.server.session("shop").view();
    assert_eq!((&qr["text"], &qr["seq"]), (&shown["urlcode"], &json!(1)));
    assert_eq!(shown["webhook"], "http://127.0.0.1:9/hook");
    mock.server.phone("shop").new_code().unwrap();
    assert_eq!(running.stage("qr").await["seq"], 2);
    scan(&mock).await;
    running.stage("scanned").await;
    let (code, stdout) = running.end().await;
    let logged_in: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(
        (code, &logged_in["state"], &logged_in["phone"]),
        (0, &json!("connected"), &json!("5511988887777"))
    );
}

#[tokio::test]
async fn a_pairing_code_can_be_typed() {
    let mock = start().await;
    let mut running = login(&mock, &["login", "--phone", "+55 11 98888-7777"]);
    let line = running.line("Pairing code for +5511988887777").await;
    let shown = mock.server.session("shop").view();
    let code = shown["phone_code"].as_str().unwrap();
    assert!(line.replace('-', "").contains(code), "{line} does not show {code}");
    scan(&mock).await;
    assert_eq!(running.end().await.0, 0);
}

#[tokio::test]
async fn ctrl_c_cancels_cleanly() {
    let mock = start().await;
    let mut running = login(&mock, &["login"]);
    running.line("Scan it with the phone").await;
    let pid = running.0.child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().await.unwrap().success());
    running.line("cancelled").await;
    assert_eq!(running.end().await, (130, String::new()));
}

#[tokio::test]
async fn nobody_scans() {
    let mock = start().await;
    let mut running = login(&mock, &["--json", "login"]);
    running.stage("qr").await;
    mock.server.clock().advance(61_000).await;
    let error: Value = serde_json::from_str(&running.line("auto_closed").await).unwrap();
    assert_eq!(error["code"], "auto_closed");
    assert_eq!(running.end().await, (1, String::new()));
}

#[tokio::test]
async fn a_stored_login_needs_no_code_and_a_connected_session_nothing() {
    let mock = Mock::start().await;
    mock.put("shop", json!({"state": "closed_by_user", "login": "stored"}));
    let logged_in = || mock.run(&["login"]);
    assert!(logged_in().await.exits(0).stdout.contains("is connected"));
    assert!(logged_in().await.exits(0).stdout.contains("is connected"));
    assert_eq!(mock.requests_of("start-session"), 1);
}

#[tokio::test]
async fn a_dead_browser_is_named_or_restarted() {
    let mock = Mock::start().await;
    mock.put("shop", json!({"state": "CONNECTED", "login": "stored"}));
    mock.server.browser("shop").crash();
    let error = mock.run(&["--json", "login"]).await.exits(1).error();
    assert_eq!(error["code"], "not_connected");
    assert!(mock.run(&["login", "--restart"]).await.exits(0).stdout.contains("is connected"));
}
