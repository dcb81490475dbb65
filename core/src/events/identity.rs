//! What makes two events the same.

use serde_json::Value;
use sha2::{Digest, Sha256};
use wppkit_api::events::{EventHead, EventKind};

/// The name of an event among all others: SHA-256 of session, kind and what tells it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) key: [u8; 32],
    /// Whether it tells the event apart for ever. A repeated `inChat` may be another one, so that without an id or
    /// a time of its own an event is only a duplicate shortly after its like.
    pub(crate) lasting: bool,
}

impl Identity {
    /// Messages are told apart by their id, acks by id and level, everything else by all of its data.
    pub(crate) fn of(session: &str, head: &EventHead<'_>, body: &[u8]) -> Self {
        let mut hash = Sha256::new();
        let mut part = |text: &[u8]| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        part(session.as_bytes());
        let id = head.id.as_deref().filter(|id| !id.is_empty());
        match (head.kind, id, head.ack) {
            // A message is the same as webhook, on Socket.IO, as unread one and when it is read from the chat.
            (kind, Some(id), _) if kind.is_message() => {
                part(b"message");
                part(id.as_bytes());
            }
            (EventKind::Ack, Some(id), Some(ack)) => {
                part(b"onack");
                part(id.as_bytes());
                part(&ack.to_le_bytes());
            }
            (kind, ..) => {
                part(if kind == EventKind::Unknown {
                    head.name.as_bytes()
                } else {
                    kind.as_str().as_bytes()
                });
                let data: Value = serde_json::from_slice(body).unwrap_or_default();
                match code(kind, &data) {
                    Some(code) => part(code.as_bytes()),
                    None => canonical(&data, true, &mut part),
                }
            }
        }
        Self { key: hash.finalize().into(), lasting: lasting(head.kind) }
    }
}

fn lasting(kind: EventKind) -> bool {
    !matches!(
        kind,
        EventKind::StatusFind
            | EventKind::Closed
            | EventKind::LoggedOut
            | EventKind::SessionLogged
            | EventKind::SessionError
            | EventKind::WhatsappStatus
            | EventKind::Unknown
    )
}

/// The code of a login, which is all that webhook and Socket.IO have in common.
fn code(kind: EventKind, data: &Value) -> Option<&str> {
    let own = match kind {
        EventKind::QrCode => "qrcode",
        EventKind::PhoneCode => "phoneCode",
        _ => return None,
    };
    let code = data.get(own).or_else(|| data.get("data"))?.as_str()?;
    Some(code.split_once(";base64,").map_or(code, |(_, bare)| bare))
}

/// The data without its order of keys and, at the top, without what only one way carries.
fn canonical(value: &Value, top: bool, part: &mut impl FnMut(&[u8])) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.retain(|key| !(top && matches!(key.as_str(), "event" | "session")));
            keys.sort_unstable();
            part(b"{");
            for key in keys {
                part(key.as_bytes());
                canonical(&map[key], false, part);
            }
            part(b"}");
        }
        Value::Array(items) => {
            part(b"[");
            items.iter().for_each(|item| canonical(item, false, part));
            part(b"]");
        }
        other => part(other.to_string().as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn webhook(session: &str, body: Value) -> Identity {
        let body = body.to_string();
        Identity::of(session, &EventHead::of_webhook(body.as_bytes()).unwrap(), body.as_bytes())
    }

    fn socket(session: &str, name: &str, data: Value) -> Identity {
        let data = data.to_string();
        Identity::of(session, &EventHead::of_socket(name, data.as_bytes()).unwrap(), data.as_bytes())
    }

    #[test]
    fn either_way_an_event_is_the_same() {
        let message =
            webhook("s", json!({"event": "onmessage", "session": "s", "id": "false_1@c.us_A", "body": "x"}));
        let data = json!({"response": {"id": "false_1@c.us_A", "session": "s", "body": "thumbnail"}});
        assert_eq!(message, socket("s", "received-message", data));
        let unread = json!({"event": "unreadmessages", "id": {"_serialized": "false_1@c.us_A"}});
        assert_eq!(message, webhook("s", unread));
        let presence =
            webhook("s", json!({"event": "onpresencechanged", "session": "s", "id": "1@c.us", "t": 5}));
        assert_eq!(presence, socket("s", "onpresencechanged", json!({"t": 5, "id": "1@c.us"})));
        let code = webhook("s", json!({"event": "qrcode", "qrcode": "AAAA", "urlcode": "x"}));
        assert_eq!(code, socket("s", "qrCode", json!({"data": "data:image/png;base64,AAAA"})));
    }

    #[test]
    fn another_session_level_or_content_is_another_event() {
        let ack = |session, ack| {
            webhook(session, json!({"event": "onack", "id": "true_1@c.us_A", "ack": ack, "t": 1}))
        };
        assert_eq!(ack("s", 1), ack("s", 1));
        assert_ne!(ack("s", 1), ack("s", 2));
        assert_ne!(ack("s", 1), ack("t", 1));
        let call = |id| webhook("s", json!({"event": "incomingcall", "id": id}));
        assert_ne!(call("a"), call("b"));
        assert!(!webhook("s", json!({"event": "status-find", "status": "inChat"})).lasting);
    }
}
