//! Socket.IO over polling, packet by packet.

use crate::support::{Mock, Request};
use serde_json::{Value, json};
use wppkit_mock::driver::Driver;

/// One polling client in one world.
struct Client<'m> {
    mock: &'m Mock,
    address: String,
}

impl<'m> Client<'m> {
    async fn connect(mock: &'m Mock, base: &str) -> Self {
        let path = format!("{base}/socket.io/?EIO=4&transport=polling");
        let answer = mock.get(&path).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some("*")));
        let open: Value = serde_json::from_str(answer.text().strip_prefix('0').unwrap()).unwrap();
        let limits = (&open["pingInterval"], &open["pingTimeout"], &open["maxPayload"]);
        assert_eq!(limits, (&json!(25_000), &json!(20_000), &json!(1_000_000)));
        assert_eq!(open["upgrades"], json!(["websocket"]));
        let client = Self { mock, address: format!("{path}&sid={}", open["sid"].as_str().unwrap()) };
        client.post("40").await;
        // A poll that was under way may come back with something else first.
        while !client.poll().await.contains("40{") {}
        client
    }

    async fn post(&self, packet: &str) {
        let answer = self.mock.send(Request::new("POST", &self.address).body("text/plain", packet)).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, "ok"));
    }

    async fn poll(&self) -> String {
        self.mock.get(&self.address).await.text()
    }
}

fn arrive(world: &Driver, session: &str) {
    let what = json!({"event": "message", "chat": "5511999990001@c.us", "body": "Olá"});
    world.lock().deliver(session, what.as_object().unwrap()).unwrap();
}

#[tokio::test]
async fn everybody_hears_every_session_of_a_world_and_nobody_another_world() {
    let mock = Mock::start().await;
    let (one, two) = (Client::connect(&mock, "").await, Client::connect(&mock, "").await);
    let other = Client::connect(&mock, "/__mock__/worlds/other").await;
    arrive(&mock.world(), "main");
    arrive(&mock.world(), "w1");
    for client in [&one, &two] {
        let mut packets = String::new();
        while packets.matches("received-message").count() < 2 {
            packets += &client.poll().await;
        }
        // Pings of the connection come in between.
        let first = packets.split('\u{1e}').find_map(|packet| packet.strip_prefix("42")).unwrap();
        let event: Value = serde_json::from_str(first).unwrap();
        assert_eq!(
            (&event[0], &event[1]["response"]["session"]),
            (&json!("received-message"), &json!("main"))
        );
        assert_eq!(event[1]["response"]["body"], "Olá");
    }
    arrive(&mock.worlds.get(Some("other")), "w2");
    let heard = other.poll().await;
    assert_eq!(heard.matches("received-message").count(), 1, "{heard}");
    assert!(heard.contains("\"w2\""), "{heard}");
}

#[tokio::test]
async fn a_list_is_one_argument() {
    let mock = Mock::start().await;
    let token = mock.token("main").await;
    let client = Client::connect(&mock, "").await;
    let send = Request::new("POST", "/api/main/send-message").token(&token);
    mock.send(send.json(&json!({"phone": "5511999990001", "message": "x"}))).await;
    let mut packets = String::new();
    while !packets.contains("mensagem-enviada") {
        packets += &client.poll().await;
    }
    let sent = packets.split('\u{1e}').find(|packet| packet.contains("mensagem-enviada")).unwrap();
    let event: Value = serde_json::from_str(sent.strip_prefix("42").unwrap()).unwrap();
    assert_eq!(event.as_array().unwrap().len(), 2);
    assert!(event[1].is_array());
}

#[tokio::test]
async fn a_restart_of_the_server_ends_all_connections() {
    let mock = Mock::start().await;
    let client = Client::connect(&mock, "").await;
    mock.world().lock().restart();
    let end = client.poll().await;
    assert!(!end.contains("42["), "{end}");
    let again = mock.send(Request::new("POST", &client.address).body("text/plain", "40")).await;
    assert_eq!(again.status, 400, "the connection is unknown to the new process");
    Client::connect(&mock, "").await;
}
