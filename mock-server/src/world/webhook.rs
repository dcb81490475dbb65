//! Events that leave the server.

use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value, json};
use wppkit_api::Profile;

use super::World;
use super::deliveries::{Content, Outcome, Payload};
use super::effect::{DeliveryId, Effect};
use super::qr_event::QrEvent;
use super::session::Client;

/// Events, chats and types that never reach a webhook (`webhook.ignore`).
const IGNORED: [&str; 1] = ["status@broadcast"];
/// Events after whose delivery the chat is marked as read.
const READ_AFTER: [&str; 2] = ["onmessage", "unreadmessages"];

impl World {
    /// Sends an event of the client in memory to its webhook. The keys of `data` win over `event` and `session`.
    pub fn emit_webhook(&mut self, session: &str, event: &str, data: Value) {
        let Some((name, entry)) = self.sessions.get_key_value(session) else { return };
        let name = Arc::clone(name);
        // Without a client the real server's handler fails before it sends anything.
        let Some(client) = entry.memory.clone() else { return };
        if let Value::Object(data) = data {
            self.call_webhook(&name, &client, event, data);
        }
    }

    /// Sends a message event, whose data is JSON text already, to the webhook of the client in memory. `from` and
    /// `kind` are the data's `from` and `type`.
    pub(crate) fn emit_message_webhook(
        &mut self,
        session: &str,
        event: &str,
        (from, kind): (&str, &str),
        data: &[u8],
    ) {
        let Some((name, entry)) = self.sessions.get_key_value(session) else { return };
        let name = Arc::clone(name);
        let Some(client) = entry.memory.clone() else { return };
        if [event, from, kind].iter().any(|word| IGNORED.contains(word)) {
            return;
        }
        let mut body = Vec::with_capacity(data.len() + 64);
        body.extend_from_slice(b"{\"event\":");
        body.extend_from_slice(json!(event).to_string().as_bytes());
        if client.named {
            body.extend_from_slice(b",\"session\":");
            body.extend_from_slice(json!(&*name).to_string().as_bytes());
        }
        body.push(b',');
        body.extend_from_slice(data.strip_prefix(b"{").unwrap_or(data));
        let chat = READ_AFTER.contains(&event).then(|| from.to_owned());
        self.post(&name, &client, event, Content::Json(Bytes::from(body)), chat);
    }

    /// Broadcasts a Socket.IO event to everybody who is connected.
    pub fn emit_socket(&mut self, event: &'static str, data: impl Serialize) {
        self.broadcast(None, event, json_text(&data));
    }

    /// Notes how a webhook went. After a 2xx on a message event the server marks the chat as read.
    pub fn webhook_done(&mut self, id: DeliveryId, outcome: Outcome) {
        let delivered = matches!(outcome, Outcome::Status(200..=299));
        self.deliveries.settle(id, outcome);
        let receipt = self.receipts.remove(&id);
        if let Some((session, chat)) = receipt.filter(|_| delivered)
            && self.has_client(&session)
        {
            // Nobody waits for it, so nobody learns whether it succeeds.
            let _unseen = self.call_client(None, &session, "sendSeen", &[json!(chat)], None);
        }
        self.notice_delivery(id);
    }

    /// The server's `callWebHook`: on behalf of a client object, which need not be in memory any more. Without any
    /// webhook the event is only logged.
    pub(super) fn call_webhook(
        &mut self,
        name: &Arc<str>,
        client: &Client,
        event: &str,
        data: Map<String, Value>,
    ) {
        let ignored =
            |key: &str| data.get(key).and_then(Value::as_str).is_some_and(|word| IGNORED.contains(&word));
        if IGNORED.contains(&event) || ignored("from") || ignored("type") {
            return;
        }
        let chat = ["from", "chatId"].iter().find_map(|key| data.get(*key)).and_then(Value::as_str);
        let chat = chat.filter(|_| READ_AFTER.contains(&event)).map(str::to_owned);
        let mut body = Map::new();
        body.insert("event".to_owned(), event.into());
        if client.named {
            body.insert("session".to_owned(), (**name).into());
        }
        body.extend(data);
        self.post(name, client, event, Content::Json(Bytes::from(Value::Object(body).to_string())), chat);
    }

    /// The webhook of a QR code.
    pub(super) fn call_qr_webhook(&mut self, name: &Arc<str>, client: &Client, code: QrEvent) {
        // The Go port leaves the drawing to whoever receives it.
        let content = match self.settings.profile {
            Profile::Go => {
                let mut body = code.webhook();
                body.as_object_mut().map(|body| body.shift_remove("qrcode"));
                Content::Json(json_text(&body))
            }
            _ => Content::Qr(code),
        };
        self.post(name, client, "qrcode", content, None);
    }

    /// Writes a webhook down and, if there is an address, sends it; a receipt for `chat` follows its success.
    fn post(&mut self, name: &Arc<str>, client: &Client, event: &str, body: Content, chat: Option<String>) {
        let url = client.config.webhook().or_else(|| self.settings.webhook.clone());
        let address = url.as_deref().map(Into::into);
        let payload = Payload::Webhook { url: address, body: body.clone(), outcome: Outcome::Pending };
        let id = self.deliveries.add(self.now_ms(), Some(name), event, payload);
        if let Some(url) = url {
            if let Some(chat) = chat {
                self.receipts.insert(id, (Arc::clone(name), chat));
            }
            let body = match body {
                Content::Json(text) => text,
                Content::Qr(code) => json_text(&code.webhook()),
            };
            self.leave(Some(name), event, Effect::Webhook { id, url, body });
        }
        self.notice_delivery(id);
    }

    /// Broadcasts a Socket.IO event that concerns a session.
    pub(crate) fn emit_socket_of(&mut self, name: &str, event: &'static str, data: impl Serialize) {
        self.broadcast(Some(name), event, json_text(&data));
    }

    /// Broadcasts a Socket.IO event whose data is JSON text already.
    pub(crate) fn emit_socket_text(&mut self, name: &str, event: &'static str, data: Vec<u8>) {
        self.broadcast(Some(name), event, data.into());
    }

    /// Broadcasts a QR code.
    pub(super) fn emit_qr_socket(&mut self, name: &str, code: &QrEvent) {
        let payload = Payload::Socket { data: Content::Qr(code.clone()) };
        let id = self.deliveries.add(self.now_ms(), Some(name), "qrCode", payload);
        if self.heard {
            let effect = Effect::Socket { id, event: "qrCode", data: json_text(&code.socket()) };
            self.leave(Some(name), "qrCode", effect);
        }
        self.notice_delivery(id);
    }

    fn broadcast(&mut self, name: Option<&str>, event: &'static str, data: Bytes) {
        let payload = Payload::Socket { data: Content::Json(data.clone()) };
        let id = self.deliveries.add(self.now_ms(), name, event, payload);
        if self.heard {
            self.leave(name, event, Effect::Socket { id, event, data });
        }
        self.notice_delivery(id);
    }

    fn notice_delivery(&mut self, id: DeliveryId) {
        self.notice(|world| {
            let mut notice = world.deliveries.get(id).map_or(Value::Null, |delivery| delivery.to_json());
            notice["type"] = json!("delivery");
            notice
        });
    }
}

fn json_text(data: &impl Serialize) -> Bytes {
    serde_json::to_vec(data).unwrap_or_default().into()
}
