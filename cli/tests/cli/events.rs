//! `wppkit listen` and `wppkit events replay` against the mock.

use std::path::Path;

use crate::{
    printed::Running,
    support::{Mock, finish},
};
use serde_json::{Value, json};

const SECRET: &str = "a-relay-secret-that-nobody-prints";

/// A running `wppkit listen`.
struct Listening(Running);

impl Listening {
    async fn start(mock: &Mock, inbox: &Path, arguments: &[&str]) -> Self {
        let mut command = mock.wppkit();
        command.args(["--json", "listen", "--inbox"]).arg(inbox).args(arguments);
        command.env("WPPKIT_RELAY_SECRET", SECRET);
        let mut listening = Self(Running::start(command));
        listening.until_note("Ctrl-C ends it").await;
        listening
    }

    async fn until_note(&mut self, text: &str) {
        let mut said = String::new();
        loop {
            let Some(note) = self.0.note().await else { panic!("it ended: {said}") };
            if note.contains(text) {
                return;
            }
            said.push_str(&note);
        }
    }

    async fn event(&mut self) -> Value {
        let line = self.0.line().await.expect("it goes on");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    async fn message(&mut self) -> Value {
        loop {
            let event = self.event().await;
            if event["kind"] == "onmessage" {
                return event;
            }
        }
    }
}

fn arrive(mock: &Mock, text: &str) {
    mock.server
        .session("shop")
        .deliver("message", json!({"chat": "5511999990001@c.us", "body": text}))
        .unwrap();
}

#[tokio::test]
async fn events_are_printed_as_they_come_and_replayed_later() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("events.db");
    let mock = Mock::start().await;
    mock.put("shop", json!({"state": "closed_by_user", "login": "stored"}));
    let mut listening = Listening::start(&mock, &inbox, &[]).await;
    arrive(&mock, "Olá");
    let event = listening.message().await;
    assert_eq!((&event["session"], &event["data"]["body"]), (&json!("shop"), &json!("Olá")));
    assert_eq!(event["source"], "webhook");
    listening.0.child.kill().await.unwrap();

    let mut replay = mock.wppkit();
    replay.args(["--json", "events", "replay", "--filter", "kind=onmessage", "--inbox"]).arg(&inbox);
    let ran = finish(replay).await.exits(0);
    assert_eq!(serde_json::from_str::<Value>(&ran.stdout).unwrap(), event);
    let mut replay = mock.wppkit();
    replay.args(["events", "replay", "--filter", "kind=onmessage", "--inbox"]).arg(&inbox);
    let ran = finish(replay).await.exits(0);
    assert!(ran.stdout.ends_with("shop onmessage 5511999990001@c.us: Olá\n"), "{}", ran.stdout);
}

#[tokio::test]
async fn a_pause_is_filled_from_the_chats() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("events.db");
    let mock = Mock::in_step().await;
    mock.put("shop", json!({"state": "closed_by_user", "login": "stored"}));
    let mut listening = Listening::start(&mock, &inbox, &[]).await;
    arrive(&mock, "first");
    listening.message().await;
    listening.0.child.kill().await.unwrap();
    arrive(&mock, "in the pause");
    let mut again = Listening::start(&mock, &inbox, &["--filter", "kind=onmessage"]).await;
    // What was printed right before the kill may not be written down as done, and comes again.
    let mut event = again.event().await;
    if event["data"]["body"] == "first" {
        event = again.event().await;
    }
    assert_eq!((&event["data"]["body"], &event["source"]), (&json!("in the pause"), &json!("recovered")));
}

#[tokio::test]
async fn over_socket_io_nothing_is_set_up_at_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let mock = Mock::with_shop("CONNECTED").await;
    let arguments = ["--socket", "--only-session", "--count", "2"];
    let mut listening = Listening::start(&mock, &folder.path().join("events.db"), &arguments).await;
    arrive(&mock, "a");
    mock.server.session("shop").deliver("call", json!({"chat": "5511999990001@c.us"})).unwrap();
    let kinds = [listening.event().await["kind"].clone(), listening.event().await["kind"].clone()];
    assert_eq!(kinds, ["onmessage", "incomingcall"]);
    assert_eq!(listening.0.child.wait().await.unwrap().code(), Some(0));
    assert_eq!(mock.requests_of("start-session"), 0);
}

#[tokio::test]
async fn a_session_that_is_connected_is_heard_at_once_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let mock = Mock::with_shop("CONNECTED").await;
    let mut listening = Listening::start(&mock, &folder.path().join("events.db"), &[]).await;
    arrive(&mock, "Olá");
    let event = listening.message().await;
    assert_eq!((&event["source"], &event["data"]["body"]), (&json!("socket"), &json!("Olá")));
    assert_eq!((mock.requests_of("start-session"), mock.requests_of("close-session")), (0, 0));
}

#[tokio::test]
async fn the_next_time_it_listens_where_the_server_posts_to() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("events.db");
    let mock = Mock::with_shop("CONNECTED").await;
    let mut first = Listening::start(&mock, &inbox, &["--restart"]).await;
    arrive(&mock, "a");
    assert_eq!(first.message().await["source"], "webhook");
    first.0.child.kill().await.unwrap();
    let mut again = Listening::start(&mock, &inbox, &[]).await;
    arrive(&mock, "b");
    let mut event = again.message().await;
    if event["data"]["body"] == "a" {
        event = again.message().await;
    }
    assert_eq!((&event["source"], &event["data"]["body"]), (&json!("webhook"), &json!("b")));
    assert_eq!(mock.requests_of("start-session"), 1);
}

#[tokio::test]
async fn a_relay_that_is_off_says_so_and_is_switched_on_when_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.db");
    let gone = axum::Router::new().fallback(|| async { axum::http::StatusCode::GONE });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/in", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { drop(axum::serve(listener, gone).await) });
    let mock = Mock::with_shop("CONNECTED").await;
    let mut first = Listening::start(&mock, &path, &["--forward", &url]).await;
    arrive(&mock, "a");
    first.message().await;
    first.0.child.kill().await.unwrap();
    let mut again = mock.wppkit();
    again
        .args(["listen", "--count", "1", "--forward", &url, "--inbox"])
        .arg(&path)
        .env("WPPKIT_RELAY_SECRET", SECRET);
    let mut again = Running::start(again);
    let first_note = again.note().await.unwrap();
    assert!(first_note.contains("the relay is off") && first_note.contains("410"), "{first_note}");
    again.child.kill().await.unwrap();
    let mut redriven = mock.wppkit();
    redriven
        .args(["listen", "--redrive", "--forward", &url, "--inbox"])
        .arg(&path)
        .env("WPPKIT_RELAY_SECRET", SECRET);
    let mut redriven = Running::start(redriven);
    let note = redriven.note().await.unwrap();
    assert!(note.contains("put aside are sent again"), "{note}");
    serving.abort();
}

#[tokio::test]
async fn what_cannot_work_is_said_before_anything_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let mock = Mock::with_shop("CONNECTED").await;
    let inbox = folder.path().join("events.db");
    let inbox = inbox.to_str().unwrap();
    for (arguments, code, said) in [
        (&["listen", "--inbox", inbox, "--filter", "kind=onmesage"][..], 2, "no kind of event"),
        (&["listen", "--inbox", inbox, "--forward", "http://127.0.0.1:9/"], 2, "there is no secret"),
        (&["listen", "--inbox", "/nowhere/events.db"], 1, "cannot create the event inbox"),
        (&["events", "replay", "--inbox", "absent.db"], 1, "there is no inbox absent.db"),
    ] {
        let ran = mock.run(arguments).await;
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
        ran.exits(code);
    }
    assert_eq!(mock.requests_of("start-session"), 0);
}
