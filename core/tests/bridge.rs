//! The interface of language bindings, against the mock.
#![cfg(feature = "bridge")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::{Mutex, Once, mpsc};

use serde_json::{Value, json};
use wppkit::bridge::{self, Call, ClientConfig, ClientHandle, ErrorRecord, Reply};
use wppkit_mock::MockServer;

#[path = "common/watch.rs"]
#[allow(dead_code, reason = "shared by test binaries")]
mod watch;
use watch::{check_error, know, look_through, read_panics};

/// What was told of all tests' work, as other languages get it.
static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// A mock on the bridge's own runtime, with the world of the recordings, where `main` is connected.
fn server() -> MockServer {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let tell = |record: bridge::logs::LogRecord| {
            let told = serde_json::to_string(&record).unwrap();
            // What the mock logs is the server's.
            if !record.target.starts_with("wppkit_mock") {
                look_through(&told);
                TOLD.lock().unwrap().push(told);
            }
        };
        assert!(bridge::logs::install(tell), "nobody else logs here");
        bridge::logs::set_level(Some("trace"));
        read_panics();
    });
    wait(async { Ok(MockServer::builder().preset("recordings").start().await.unwrap()) }).unwrap()
}

fn wait<T: Send + 'static>(
    work: impl Future<Output = Result<T, wppkit::Error>> + Send + 'static,
) -> Result<T, wppkit::Error> {
    let (sender, told) = mpsc::channel();
    bridge::spawn(work, move |result| sender.send(result).unwrap()).unwrap();
    told.recv().unwrap()
}

fn client(server: &MockServer, more: Value) -> ClientHandle {
    let mut settings =
        json!({"url": server.url(), "secretKey": server.secret(), "env": false, "tokenCost": 4});
    settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    know(server.secret());
    let config = ClientConfig::from_json(settings.to_string().as_bytes()).unwrap();
    look_through(&format!("{config:?}"));
    let client = ClientHandle::new(config, None).unwrap();
    look_through(&format!("{client:?}"));
    client
}

fn call(client: &ClientHandle, operation: &str, request: Value) -> Result<Reply, wppkit::Error> {
    let call = Call::new(operation).session("main").request(request.to_string());
    let result = wait(bridge::call(client.clone(), call));
    match &result {
        Ok(reply) => {
            let texts = [&reply.payload, &reply.raw].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            look_through(&format!("{reply:?} {texts:?}"));
        }
        Err(error) => {
            check_error(error);
            look_through(&serde_json::to_string(&ErrorRecord::from(error)).unwrap());
        }
    }
    result
}

fn json_of(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn an_operation_gives_its_payload_and_the_whole_answer() {
    let mock = server();
    let client = client(&mock, json!({}));
    let reply = call(&client, "check-number-status", json!({"phone": "5511999990001"})).unwrap();
    let payload = json_of(&reply.payload);
    assert_eq!(payload["id"], "5511999990001@c.us", "ids are text");
    assert_eq!(reply.status, 200);
    assert_eq!(json_of(&reply.raw)["status"], "success", "the envelope is in the raw answer");
    let health = wait(bridge::call(client, Call::new("healthz"))).unwrap();
    assert_eq!(health.status, 200);
}

#[test]
fn a_helper_and_a_file_beside_it_are_called_alike() {
    let mock = server();
    let client = client(&mock, json!({}));
    let sent = call(&client, "send-text", json!({"to": "5511999990001", "text": "Olá"})).unwrap();
    assert!(json_of(&sent.payload)["id"].as_str().unwrap().starts_with("true_"));
    let file = Call::new("send-media")
        .session("main")
        .request(r#"{"to":"5511999990001","filename":"a.txt"}"#)
        .attachment(wppkit::Media::bytes("hello"));
    assert!(wait(bridge::call(client, file)).is_ok());
}

#[test]
fn what_is_wrong_is_named() {
    let mock = server();
    let client = client(&mock, json!({}));
    for (operation, request, said) in [
        ("send-text", json!({"to": null, "text": "x"}), "to: must be a text, not null"),
        ("send-text", json!({"to": "5511999990001", "txt": "x"}), "txt: unknown field"),
        (
            "send-message",
            json!({"phone": "5511999990001", "message": 5}),
            "message: must be a text, not a number",
        ),
        ("send-message", json!({"message": "x"}), "phone: missing field"),
        ("send-message", json!(["x"]), "request: is not a JSON object"),
        ("send-text", json!(5), "not a JSON object"),
        ("no-such-thing", json!({}), "no operation"),
    ] {
        let error = call(&client, operation, request).unwrap_err();
        let record = ErrorRecord::from(&error);
        assert_eq!(record.code, "invalid_input", "{operation}: {error}");
        assert!(record.message.contains(said), "{operation}: {error}");
        assert!(record.hint.is_some(), "{operation}: {error}");
    }
    let error = wait(bridge::call(client.clone(), Call::new("send-text"))).unwrap_err();
    assert!(error.message().contains("belongs to a session"), "{error}");
    for (options, said) in [
        (&br#"{"timeoutMs":0}"#[..], "timeout: no time"),
        (br#"{"timeout":1}"#, "timeout: unknown"),
        (br#"{"attempts":0}"#, "attempts"),
    ] {
        let error = Call::new("send-message").session("main").limits_json(options).unwrap_err();
        assert!(error.message().contains(said) && error.hint().is_some(), "{error:?}");
        assert_eq!((error.operation(), error.session()), (Some("send-message"), Some("main")));
    }
}

#[test]
fn a_login_comes_as_json_stages() {
    let mock = server();
    let client = client(&mock, json!({"pace": {"pollMs": 5, "debounceMs": 5}}));
    let mut stages = bridge::connect(&client, "main", b"").unwrap();
    let last = wait(async move {
        let mut last = Value::Null;
        while let Some(stage) = stages.next().await {
            last = json_of(&stage?);
            look_through(&last.to_string());
        }
        Ok(last)
    })
    .unwrap();
    assert_eq!((&last["type"], &last["status"]["state"]), (&json!("connected"), &json!("connected")));
    let error = bridge::connect(&client, "main", br#"{"fone":"x"}"#).unwrap_err();
    assert!(error.message().contains("fone"), "{error}");
}

#[test]
fn a_closed_client_refuses_calls() {
    let mock = server();
    let client = client(&mock, json!({}));
    client.close();
    let error = call(&client, "all-chats", json!({})).unwrap_err();
    assert!(error.message().contains("closed") && error.hint().is_some(), "{error}");
}

#[test]
fn what_happens_is_told_without_secrets() {
    let mock = server();
    let client = client(&mock, json!({}));
    call(&client, "get-phone-number", json!({})).unwrap();
    let told = TOLD.lock().unwrap().join("\n");
    assert!(told.contains(r#""operation":"get-phone-number""#) && told.contains("durationMs"), "{told}");
    assert!(!told.contains(mock.secret()) && !told.contains("$2b$"), "{told}");
}
