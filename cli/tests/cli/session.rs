//! `wppkit status`, `sessions`, `close`, `logout` and `wipe`.

use serde_json::json;

use crate::support::{Mock, finish, finish_with};

#[tokio::test]
async fn status_tells_each_state_with_its_evidence() {
    for (placed, state, words) in [
        ("absent", "closed", "is closed"),
        ("QRCODE", "awaiting_qr", "QR code"),
        ("PHONECODE", "awaiting_pairing", "pairing code"),
        ("INITIALIZING", "starting", "starting"),
        ("CONNECTED", "connected", "connected"),
        ("CLOSED", "auto_closed", "gave up waiting"),
    ] {
        let mock = Mock::with_shop(placed).await;
        mock.server.clock().freeze();
        let status = mock.run(&["--json", "status"]).await.exits(0).document();
        assert_eq!(status["state"], state, "{placed}: {status}");
        assert!(!status["evidence"].as_array().unwrap().is_empty(), "{status}");
        let ran = mock.run(&["status"]).await.exits(0);
        assert!(ran.stdout.contains(words) && ran.stdout.contains("seen:"), "{placed}: {}", ran.stdout);
        assert_eq!(ran.stderr, "");
    }
}

#[tokio::test]
async fn sessions_are_listed_with_their_states() {
    let mock = Mock::with_shop("CONNECTED").await;
    mock.put("bar", json!({"state": "QRCODE"}));
    let listed = mock.run(&["--json", "sessions"]).await.exits(0).document();
    let expected = json!([
        {"session": "bar", "state": "awaiting_qr"},
        {"session": "shop", "state": "connected"},
    ]);
    assert_eq!(listed, expected);
    let ran = mock.run(&["sessions"]).await.exits(0);
    assert!(ran.stdout.contains("bar") && ran.stdout.contains("connected"), "{}", ran.stdout);
    assert_eq!(mock.run(&["sessions", "--names"]).await.exits(0).stdout, "bar\nshop\n");
}

#[tokio::test]
async fn an_empty_server_lists_nothing() {
    let mock = Mock::start().await;
    assert_eq!(mock.run(&["--json", "sessions"]).await.exits(0).document(), json!([]));
    assert!(mock.run(&["sessions"]).await.exits(0).stdout.contains("no session"));
}

#[tokio::test]
async fn close_keeps_the_login_and_is_repeatable() {
    let mock = Mock::with_shop("CONNECTED").await;
    let report = mock.run(&["--json", "close"]).await.exits(0).document();
    assert_eq!((&report["verb"], &report["after"]), (&json!("close"), &json!("closed")));
    let ran = mock.run(&["close"]).await.exits(0);
    assert!(ran.stdout.contains("already closed"), "{}", ran.stdout);
    assert_eq!(mock.requests_of("logout-session"), 0);
}

#[tokio::test]
async fn logout_unlinks_and_needs_a_connection() {
    let mock = Mock::with_shop("CONNECTED").await;
    let report = mock.run(&["--json", "logout"]).await.exits(0).document();
    assert_eq!(report["verb"], "logout");
    assert_eq!(mock.calls_of("logout"), 1);
    let error = mock.run(&["--json", "logout"]).await.exits(1).error();
    assert_eq!(error["code"], "not_connected");
}

#[tokio::test]
async fn wipe_asks_first() {
    let mock = Mock::with_shop("CONNECTED").await;
    let error = mock.run(&["--json", "wipe"]).await.exits(2).error();
    assert!(error["hint"].as_str().unwrap().contains("--yes"), "{error}");
    // A pipe is nobody who could confirm.
    let mut command = mock.wppkit();
    command.arg("wipe");
    finish_with(command, "yes\n").await.exits(2);
    assert_eq!(mock.requests_of("clear-session-data"), 0);
    let report = mock.run(&["--json", "wipe", "--yes"]).await.exits(0).document();
    assert_eq!(report["verb"], "wipe");
    assert_eq!(mock.requests_of("clear-session-data"), 1);
}

#[tokio::test]
async fn a_wrong_secret_and_a_wrong_token_exit_1() {
    let mock = Mock::with_shop("CONNECTED").await;
    let mut command = mock.wppkit();
    command.env("WPPKIT_SECRET_KEY", "another").args(["--json", "status"]);
    assert_eq!(finish(command).await.exits(1).error()["code"], "wrong_secret");
    let mut command = mock.wppkit();
    let token = "$2b$10$abcdefghijklmnopqrstuv_bcdefghijklmnopqrstuvwxyz01234";
    command.env_remove("WPPKIT_SECRET_KEY").env("WPPKIT_TOKEN", token).args(["--json", "status"]);
    assert_eq!(finish(command).await.exits(1).error()["code"], "unauthorized");
}
