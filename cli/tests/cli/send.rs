//! `wppkit send` and `wppkit send-file`.

use serde_json::{Value, json};
use wppkit_mock::world::faults::{Reset, WireFault};

use crate::support::{Mock, finish_with};

const TO: &str = "+55 (21) 99999-9999";

#[tokio::test]
async fn sends_a_text_and_names_the_message() {
    let mock = Mock::with_shop("CONNECTED").await;
    let ran = mock.run(&["send", TO, "Olá"]).await.exits(0);
    assert!(ran.stdout.contains("true_5521999999999@c.us_"), "{}", ran.stdout);
    let sent = mock.run(&["--json", "send", TO, "Olá"]).await.exits(0).document();
    assert!(sent["id"].as_str().unwrap().starts_with("true_5521999999999@c.us_"), "{sent}");
    assert!(sent["ack"].is_number(), "{sent}");
    let mut command = mock.wppkit();
    command.args(["send", TO, "-"]);
    finish_with(command, "two\nlines\n").await.exits(0);
    let requests = mock.server.requests();
    let texts: Vec<_> = requests.iter().map(|request| request.body()["message"].clone()).collect();
    assert_eq!(texts.iter().filter_map(Value::as_str).collect::<Vec<_>>(), ["Olá", "Olá", "two\nlines"]);
}

#[tokio::test]
async fn sends_a_file_with_caption() {
    let mock = Mock::with_shop("CONNECTED").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("offer.txt");
    std::fs::write(&file, "An offer").unwrap();
    let path = file.to_str().unwrap();
    mock.run(&["send-file", TO, path, "--caption", "Look"]).await.exits(0);
    let sent = mock.run(&["--json", "send-file", TO, path]).await.exits(0).document();
    assert!(sent["id"].as_str().unwrap().starts_with("true_5521999999999@c.us_"), "{sent}");
    assert_eq!(mock.calls_of("sendFile"), 2);
}

#[tokio::test]
async fn an_unknown_number_exits_1_and_nothing_leaves() {
    let mock = Mock::with_shop("CONNECTED").await;
    // Brazilian numbers are also looked for without their ninth digit.
    let directory = json!({"numbers": {"5521900000000": {"exists": false}}, "default": "missing"});
    mock.server.directory(&directory).unwrap();
    let error = mock.run(&["--json", "send", "5521900000000", "Hi"]).await.exits(1).error();
    assert_eq!((&error["code"], &error["delivery"]), (&json!("number_not_found"), &json!("not_sent")));
    let ran = mock.run(&["send", "5521900000000", "Hi"]).await.exits(1);
    assert!(ran.stderr.contains("nothing was sent") && ran.stdout.is_empty(), "{}", ran.stderr);
    assert_eq!(mock.requests_of("send-message"), 0);
}

#[tokio::test]
async fn a_session_that_is_not_connected_exits_1() {
    let mock = Mock::with_shop("QRCODE").await;
    let error = mock.run(&["--json", "send", TO, "Hi"]).await.exits(1).error();
    assert_eq!((&error["code"], &error["delivery"]), (&json!("not_connected"), &json!("not_sent")));
}

#[tokio::test]
async fn a_lost_answer_exits_3_and_is_not_repeated() {
    let mock = Mock::with_shop("CONNECTED").await;
    mock.fault("send-message", WireFault::Reset(Reset::After));
    let error = mock.run(&["--json", "send", TO, "Hi"]).await.exits(3).error();
    assert_eq!(error["delivery"], "unknown");
    assert!(error["hint"].is_string());
    let ran = mock.run(&["send", TO, "Hi"]).await.exits(3);
    assert!(ran.stderr.contains("may have been sent"), "{}", ran.stderr);
    assert_eq!(mock.calls_of("sendText"), 2, "one for each command");
}

#[tokio::test]
async fn a_hanging_server_exits_3_at_the_deadline() {
    let mock = Mock::with_shop("CONNECTED").await;
    mock.fault("send-message", WireFault::Hang);
    let error = mock.run(&["--json", "--timeout", "2", "send", TO, "Hi"]).await.exits(3).error();
    assert_eq!((&error["code"], &error["delivery"]), (&json!("timeout"), &json!("unknown")));
}
