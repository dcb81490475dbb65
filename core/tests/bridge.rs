//! The interface of language bindings, against the mock.
#![cfg(feature = "bridge")]
#![allow(clippy::unwrap_used)]

use std::sync::{Mutex, mpsc};

use serde_json::{Value, json};
use wppkit::bridge::{self, Call, CallSettings, ClientConfig, ClientHandle, ErrorRecord, Reply};
use wppkit_mock::MockServer;

/// A mock on the bridge's own runtime, with the world of the recordings, where `main` is connected.
fn server() -> MockServer {
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
    ClientHandle::new(ClientConfig::from_json(settings.to_string().as_bytes()).unwrap(), None).unwrap()
}

fn call(client: &ClientHandle, operation: &str, request: Value) -> Result<Reply, wppkit::Error> {
    let call = Call::new(operation).session("main").request(request.to_string());
    wait(bridge::call(client.clone(), call))
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
        ("send-text", json!({"to": null, "text": "x"}), "to: invalid type"),
        ("send-text", json!({"to": "5511999990001", "txt": "x"}), "txt: unknown field"),
        ("send-message", json!({"phone": "5511999990001", "message": 5}), "message: invalid type"),
        ("send-message", json!({"message": "x"}), "phone: missing field"),
        ("send-message", json!(["x"]), "request: is not a JSON object"),
        ("send-text", json!(5), "not a JSON object"),
        ("no-such-thing", json!({}), "no operation"),
    ] {
        let error = call(&client, operation, request).unwrap_err();
        let record = ErrorRecord::from(&error);
        assert_eq!(record.code, "invalid_input", "{operation}: {error}");
        assert!(record.message.contains(said), "{operation}: {error}");
    }
    let error = wait(bridge::call(client.clone(), Call::new("send-text"))).unwrap_err();
    assert!(error.message().contains("belongs to a session"), "{error}");
    for (options, said) in [
        (&br#"{"timeoutMs":0}"#[..], "timeoutMs"),
        (br#"{"timeout":1}"#, "timeout: unknown"),
        (br#"{"attempts":0}"#, "attempts"),
    ] {
        let error = CallSettings::from_json(options).and_then(CallSettings::options).unwrap_err();
        assert!(error.message().contains(said), "{error}");
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
    static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());
    assert!(bridge::logs::install(|record| TOLD
        .lock()
        .unwrap()
        .push(serde_json::to_string(&record).unwrap())));
    bridge::logs::set_level(Some("debug"));
    let mock = server();
    let client = client(&mock, json!({}));
    call(&client, "get-phone-number", json!({})).unwrap();
    bridge::logs::set_level(None);
    let told = TOLD.lock().unwrap().join("\n");
    assert!(told.contains(r#""operation":"get-phone-number""#) && told.contains("durationMs"), "{told}");
    assert!(!told.contains(mock.secret()) && !told.contains("$2b$"), "{told}");
}
