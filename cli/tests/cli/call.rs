//! `wppkit call`.

use serde_json::json;

use crate::support::{Mock, finish_with};

#[tokio::test]
async fn prints_the_payload_of_operations_with_and_without_session() {
    let mock = Mock::with_shop("CONNECTED").await;
    let answer = mock.run(&["call", "status-session"]).await.exits(0).document();
    assert_eq!(answer["status"], "CONNECTED");
    let health = mock.run(&["call", "healthz"]).await.exits(0).document();
    assert_eq!(health["message"], "OK");
    let status = mock.run(&["call", "status"]).await.exits(0).document();
    assert_eq!(status["state"], "connected", "a helper is called like an operation");
}

#[tokio::test]
async fn takes_the_request_from_argument_stdin_and_file() {
    let mock = Mock::with_shop("CONNECTED").await;
    let request = json!({"phone": "5521999999999", "message": "Hi"}).to_string();
    mock.run(&["call", "send-message", &request]).await.exits(0);
    let mut command = mock.wppkit();
    command.args(["call", "send-message", "-"]);
    finish_with(command, &request).await.exits(0);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("request.json");
    std::fs::write(&file, &request).unwrap();
    mock.run(&["call", "send-message", &format!("@{}", file.display())]).await.exits(0);
    assert_eq!(mock.calls_of("sendText"), 3);
}

#[tokio::test]
async fn refuses_what_cannot_be_sent() {
    let mock = Mock::with_shop("CONNECTED").await;
    for (arguments, said) in [
        (&["call", "send-mesage"][..], "send-message"),
        (&["call", "send-message", "{phone:1}"], "JSON"),
        (&["call", "send-message", r#"{"phone":"5521999999999","text":"Hi"}"#], "text"),
        (&["call", "send-message", "@/nonexistent.json"], "nonexistent"),
    ] {
        let ran = mock.run(arguments).await.exits(2);
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(mock.requests_of("send-message"), 0);
}

#[tokio::test]
async fn lists_the_operations() {
    let mock = Mock::start().await;
    let list = mock.run(&["call", "--list"]).await.exits(0);
    assert!(list.stdout.lines().any(|line| line.starts_with("send-message ")), "{}", list.stdout);
    assert!(list.stdout.lines().any(|line| line.starts_with("send-text ")), "{}", list.stdout);
    let list = mock.run(&["--json", "call", "--list"]).await.exits(0).document();
    assert_eq!(list[0]["id"], "generate-token");
}
