//! The log of webhooks and socket events, as `GET /__mock__/deliveries` shows it.

use std::collections::VecDeque;

use bytes::Bytes;
use serde_json::{Value, json};

use super::effect::DeliveryId;
use super::faults::DeliveryFault;
use super::qr_event::QrEvent;

/// The log forgets its oldest entries beyond this many bytes of payload.
const LIMIT_BYTES: usize = 4 << 20;
/// What an entry costs besides its text, roughly.
const ENTRY_BYTES: usize = 256;

/// How a webhook went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Not answered yet.
    Pending,
    /// Answered with this status.
    Status(u16),
    /// Not answered, and why.
    Failed(String),
}

/// One webhook or socket event.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Its number, counted up from 1.
    pub id: DeliveryId,
    /// Virtual time at which it left.
    pub at_ms: u64,
    /// Session that it belongs to; socket events do not always say.
    pub session: Option<Box<str>>,
    /// Name of the event.
    pub event: Box<str>,
    /// What was sent.
    pub payload: Payload,
    /// What a fault did to it on the way.
    pub fault: Option<DeliveryFault>,
}

/// What a delivery carries.
#[derive(Debug, Clone)]
pub enum Payload {
    /// A POST to a webhook.
    Webhook {
        /// Where to; none if neither the session nor the server has a webhook, so that nothing left.
        url: Option<Box<str>>,
        /// The body.
        body: Content,
        /// How it went.
        outcome: Outcome,
    },
    /// A Socket.IO event.
    Socket {
        /// The payload.
        data: Content,
    },
}

/// What was sent.
#[derive(Debug, Clone)]
pub enum Content {
    /// JSON text.
    Json(Bytes),
    /// A QR code, drawn when somebody looks.
    Qr(QrEvent),
}

impl Payload {
    /// What was sent, as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        match self {
            Self::Webhook { body: Content::Json(text), .. } | Self::Socket { data: Content::Json(text) } => {
                serde_json::from_slice(text).unwrap_or_default()
            }
            Self::Webhook { body: Content::Qr(event), .. } => event.webhook(),
            Self::Socket { data: Content::Qr(event) } => event.socket(),
        }
    }
}

impl Delivery {
    fn size(&self) -> usize {
        let (Payload::Webhook { body: content, .. } | Payload::Socket { data: content }) = &self.payload;
        match content {
            Content::Json(text) => ENTRY_BYTES + text.len(),
            Content::Qr(_) => ENTRY_BYTES,
        }
    }

    /// The entry as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut entry =
            json!({"id": self.id, "at_ms": self.at_ms, "session": self.session, "event": self.event});
        let (kind, key) = match &self.payload {
            Payload::Webhook { url, outcome, .. } => {
                entry["url"] = json!(url);
                match outcome {
                    Outcome::Pending => entry["status"] = Value::Null,
                    Outcome::Status(status) => entry["status"] = json!(status),
                    Outcome::Failed(error) => entry["error"] = json!(error),
                }
                ("webhook", "body")
            }
            Payload::Socket { .. } => ("socket", "data"),
        };
        entry["kind"] = json!(kind);
        entry[key] = self.payload.json();
        if let Some(fault) = self.fault {
            entry["fault"] = fault.to_json();
        }
        entry
    }
}

/// The log, oldest first.
#[derive(Debug, Default)]
pub struct Deliveries {
    entries: VecDeque<Delivery>,
    bytes: usize,
    last: u64,
}

impl Deliveries {
    /// Adds an entry and numbers it.
    pub fn add(&mut self, at_ms: u64, session: Option<&str>, event: &str, payload: Payload) -> DeliveryId {
        self.last += 1;
        let id = DeliveryId(self.last);
        let delivery = Delivery {
            id,
            at_ms,
            session: session.map(Into::into),
            event: event.into(),
            payload,
            fault: None,
        };
        self.bytes += delivery.size();
        self.entries.push_back(delivery);
        while self.bytes > LIMIT_BYTES && self.entries.len() > 1 {
            self.bytes -= self.entries.pop_front().map_or(0, |oldest| oldest.size());
        }
        id
    }

    /// The entry with this number, unless it was forgotten.
    #[must_use]
    pub fn get(&self, id: DeliveryId) -> Option<&Delivery> {
        self.entries.get(self.position(id)?)
    }

    /// Notes how a webhook went.
    pub fn settle(&mut self, id: DeliveryId, how: Outcome) {
        let Some(position) = self.position(id) else { return };
        if let Some(Delivery { payload: Payload::Webhook { outcome, .. }, .. }) =
            self.entries.get_mut(position)
        {
            *outcome = how;
        }
    }

    /// Notes what a fault does to an entry on its way.
    pub fn note_fault(&mut self, id: DeliveryId, fault: DeliveryFault) {
        let position = self.position(id);
        if let Some(delivery) = position.and_then(|position| self.entries.get_mut(position)) {
            delivery.fault = Some(fault);
        }
    }

    /// All entries, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Delivery> {
        self.entries.iter()
    }

    /// Forgets all entries; numbering goes on.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.bytes = 0;
    }

    fn position(&self, id: DeliveryId) -> Option<usize> {
        self.entries.binary_search_by_key(&id, |delivery| delivery.id).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket(bytes: usize) -> Payload {
        Payload::Socket { data: Content::Json(Bytes::from(format!("\"{}\"", "x".repeat(bytes)))) }
    }

    #[test]
    fn an_entry_tells_where_a_webhook_went_and_how() {
        let mut log = Deliveries::default();
        let body = Content::Json(Bytes::from_static(br#"{"event":"qrcode"}"#));
        let webhook = Payload::Webhook { url: Some("http://h/".into()), body, outcome: Outcome::Pending };
        let id = log.add(5, Some("shop"), "qrcode", webhook);
        log.settle(id, Outcome::Status(200));
        let entry = log.iter().next().unwrap().to_json();
        assert_eq!(
            entry,
            json!({"id": 1, "at_ms": 5, "session": "shop", "event": "qrcode", "url": "http://h/", "status": 200,
                "kind": "webhook", "body": {"event": "qrcode"}})
        );
    }

    #[test]
    fn the_oldest_entries_make_room_for_new_ones() {
        let mut log = Deliveries::default();
        let first = log.add(0, None, "e", socket(LIMIT_BYTES / 2));
        let second = log.add(0, None, "e", socket(LIMIT_BYTES / 2));
        assert!(log.get(first).is_none());
        assert_eq!(log.get(second).map(|delivery| delivery.id), Some(second));
    }
}
