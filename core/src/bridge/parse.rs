//! Payloads of events, read into JSON.

use bytes::Bytes;
use serde_json::{Value, json};
use wppkit_api::events::{Event, EventHead, MalformedEvent, parse_socket, parse_webhook};

use crate::{Error, events::Identity};

/// Reads the body of a webhook: `{kind, name, source, session, chat, data}`.
///
/// # Errors
/// `invalid_input` for what is no JSON object. Unknown events are none: their kind is `unknown`.
pub fn parse_event(body: &[u8]) -> Result<Bytes, Error> {
    let event = parse_webhook(body).map_err(malformed)?;
    Ok(text(&event, EventHead::of_webhook(body).ok()))
}

/// Reads a Socket.IO event, its name and its data as JSON, into the same form.
///
/// # Errors
/// `invalid_input` for data that is no JSON.
pub fn parse_socket_event(name: &str, data: &[u8]) -> Result<Bytes, Error> {
    let event = parse_socket(name, data).map_err(malformed)?;
    Ok(text(&event, EventHead::of_socket(name, data).ok()))
}

/// A text that is the same for the same webhook of a session, however often it comes; `None` for events of which two
/// that look alike may be two. For stores that keep each event once.
///
/// # Errors
/// As [`parse_event`].
pub fn event_key(session: &str, body: &[u8]) -> Result<Option<String>, Error> {
    let head = EventHead::of_webhook(body).map_err(malformed)?;
    let identity = Identity::of(session, &head, body);
    Ok(identity.lasting.then(|| identity.key.iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn malformed(error: MalformedEvent) -> Error {
    Error::invalid_input(error.to_string())
        .with_hint("hand in the body as it came, before any parser changes it")
}

fn text(event: &Event, head: Option<EventHead<'_>>) -> Bytes {
    let data = serde_json::to_value(&event.data).unwrap_or(Value::Null);
    let chat = head.and_then(|head| head.chat).filter(|chat| !chat.is_empty());
    let event = json!({
        "kind": event.kind,
        "name": event.name,
        "source": event.source,
        "session": event.session,
        "chat": chat,
        "data": data,
    });
    Bytes::from(event.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_a_key_and_what_may_come_twice_has_none() {
        let message = br#"{"event":"onmessage","id":"false_1@c.us_A","body":"x"}"#;
        let key = event_key("shop", message).unwrap();
        assert!(key.is_some());
        assert_eq!(key, event_key("shop", br#"{"id":"false_1@c.us_A","event":"onmessage"}"#).unwrap());
        assert_ne!(key, event_key("store", message).unwrap());
        assert_eq!(event_key("shop", br#"{"event":"status-find","status":"inChat"}"#).unwrap(), None);
    }

    #[test]
    fn both_ways_have_one_form() {
        let webhook = br#"{"event":"onmessage","session":"shop","id":"false_1@c.us_A","body":"x"}"#;
        let socket = br#"{"response":{"id":"false_1@c.us_A","body":"x","session":"shop"}}"#;
        for (text, source) in [
            (parse_event(webhook).unwrap(), "webhook"),
            (parse_socket_event("received-message", socket).unwrap(), "socket"),
        ] {
            let event: Value = serde_json::from_slice(&text).unwrap();
            assert_eq!((&event["kind"], &event["source"]), (&"onmessage".into(), &source.into()));
            assert_eq!((&event["chat"], &event["data"]["body"]), (&"1@c.us".into(), &"x".into()));
        }
        assert!(parse_event(b"[]").is_err());
    }
}
