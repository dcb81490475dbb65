//! Session routes over the wire, on a frozen clock.

use serde_json::{Value, json};
use wppkit_mock::MockServer;
use wppkit_mock::world::session::StateWord;

use crate::client::{call, token};

struct Session {
    mock: MockServer,
    token: String,
}

impl Session {
    async fn new() -> Self {
        let mock = MockServer::builder().frozen().start().await.unwrap();
        let token = token(&mock, "s").await;
        Self { mock, token }
    }

    async fn get(&self, operation: &str) -> Value {
        let url = format!("GET {}/api/s/{operation}", self.mock.url());
        call(&url, Some(&self.token), None).await.unwrap().1
    }

    async fn post(&self, operation: &str, body: Value) -> (u16, Value) {
        let url = format!("POST {}/api/s/{operation}", self.mock.url());
        call(&url, Some(&self.token), Some(body)).await.unwrap()
    }
}

#[tokio::test]
async fn a_waiting_start_is_answered_when_the_clock_passes_the_first_code() {
    let session = Session::new().await;
    let start = session.post("start-session", json!({"waitQrCode": true}));
    let clock = async {
        session.mock.until(|world| world.session_view("s")["state"] == "INITIALIZING").await;
        session.mock.clock().advance(1_000).await;
    };
    let ((status, answer), ()) = tokio::join!(start, clock);
    assert_eq!((status, &answer["status"], &answer["session"]), (200, &json!("qrcode"), &json!("s")));
    assert_eq!(session.get("status-session").await["urlcode"], answer["urlcode"]);
}

#[tokio::test]
async fn a_whole_life_reads_as_recorded() {
    let session = Session::new().await;
    let closed = json!({"status": "CLOSED", "qrcode": null});
    assert_eq!(session.get("status-session").await, closed);
    let first = json!({"status": "CLOSED", "qrcode": null, "session": ""});
    assert_eq!(session.post("start-session", json!({})).await, (200, first));
    assert_eq!(
        session.get("status-session").await,
        json!({"status": "INITIALIZING", "qrcode": null, "version": "2.10.4"})
    );
    session.mock.clock().advance(1_000).await;
    assert_eq!(session.get("status-session").await["status"], "QRCODE");
    session.mock.phone("s").scan().unwrap();
    session.mock.clock().advance(1_600).await;
    let connected = session.get("status-session").await;
    assert_eq!(connected["status"], "CONNECTED");
    assert!(connected["urlcode"].is_string(), "stale");
    assert_eq!(
        session.get("check-connection-session").await,
        json!({"status": true, "message": "Connected"})
    );
    let done = json!({"status": true, "message": "Session successfully closed", "session": "s"});
    assert_eq!(session.post("close-session", json!({})).await, (200, done));
    assert_eq!(session.get("status-session").await, closed);
    assert_eq!(
        session.get("qrcode-session").await,
        json!({"status": null, "message": "QRCode is not available..."})
    );
    assert_eq!(
        session.post("start-session", json!({})).await,
        (200, closed),
        "no session name after a close"
    );
    session.mock.clock().advance(3_000).await;
    assert_eq!(
        session.get("qrcode-session").await,
        json!({"status": "CONNECTED", "message": "QRCode is not available..."})
    );
}

#[tokio::test]
async fn logout_is_answered_after_half_a_second() {
    let session = Session::new().await;
    session.mock.session("s").set(StateWord::Connected);
    let logout = session.post("logout-session", json!({}));
    let clock = async {
        session.mock.until(|world| world.client("s").is_none()).await;
        session.mock.clock().advance(500).await;
    };
    let (answer, ()) = tokio::join!(logout, clock);
    assert_eq!(
        answer,
        (200, json!({"status": true, "message": "Session successfully closed", "session": "s"}))
    );
}

#[tokio::test]
async fn a_placeholder_cannot_be_closed_and_is_reset_all_the_same() {
    let session = Session::new().await;
    session.mock.session("s").set(StateWord::Initializing);
    let failed = json!({"status": false, "message": "Error closing session", "error": {"level": "error"}, "session": "s"});
    assert_eq!(session.post("close-session", json!({})).await, (500, failed));
    assert_eq!(session.mock.session("s").state(), StateWord::ClosedByUser);
}

#[tokio::test]
async fn a_wrong_secret_is_refused_and_acts() {
    let session = Session::new().await;
    session.mock.session("s").set(StateWord::ClosedByUser);
    let url = format!("POST {}/api/WRONG/start-all", session.mock.url());
    let refused = json!({"response": "error", "message": "The token is incorrect"});
    assert_eq!(call(&url, None, None).await, Some((400, refused)));
    assert_eq!(session.mock.session("s").state(), StateWord::Initializing);
    let url = format!("GET {}/api/{}/show-all-sessions", session.mock.url(), session.mock.secret());
    assert_eq!(call(&url, None, None).await, Some((200, json!({"response": ["s"]}))));
}

#[tokio::test]
async fn a_restart_cuts_off_whoever_waits() {
    let session = Session::new().await;
    let url = format!("POST {}/api/s/start-session", session.mock.url());
    let start = call(&url, Some(&session.token), Some(json!({"waitQrCode": true})));
    let restart = async {
        session.mock.until(|world| world.client("s").is_some()).await;
        session.mock.restart();
    };
    let (answer, ()) = tokio::join!(start, restart);
    assert_eq!(answer, None);
}
