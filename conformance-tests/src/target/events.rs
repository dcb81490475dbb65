//! Payloads of events through the public API of the Rust SDK: read, and verified.

use super::rust::{invalid, told};
use super::{Call, CallResult, TargetError};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use wppkit::Secret;
use wppkit::events::{EventHead, parse_socket, parse_webhook, relay};

/// Makes the call if it is one about events alone.
pub(super) fn of_payload(call: &Call) -> Option<CallResult> {
    Some(match &*call.call {
        "parse-event" => arguments(call).and_then(|one: Payload| one.parse()),
        "verify-relay" => arguments(call).and_then(|one: Relayed| one.verify()),
        _ => return None,
    })
}

pub(super) fn arguments<T: serde::de::DeserializeOwned>(call: &Call) -> Result<T, TargetError> {
    serde_json::from_value(Value::Object(call.with.clone()))
        .map_err(|error| TargetError::Broken(format!("{}: {error}", call.call)))
}

/// A text goes out as it is, anything else as JSON.
fn bytes(body: &Value) -> Vec<u8> {
    match body {
        Value::String(text) => text.clone().into_bytes(),
        other => other.to_string().into_bytes(),
    }
}

/// Arguments of `parse-event`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    body: Value,
    /// Name of a Socket.IO event; without it the body is a webhook's.
    name: Option<String>,
}

impl Payload {
    fn parse(&self) -> CallResult {
        let body = bytes(&self.body);
        let (head, event) = match &self.name {
            None => (EventHead::of_webhook(&body).ok(), parse_webhook(&body)),
            Some(name) => (EventHead::of_socket(name, &body).ok(), parse_socket(name, &body)),
        };
        let event = match event {
            Ok(event) => event,
            Err(malformed) => return Ok(Err(invalid(&malformed.to_string()))),
        };
        let chat = head.and_then(|head| head.chat).filter(|chat| !chat.is_empty());
        Ok(Ok(json!({
            "kind": event.kind, "name": event.name, "source": event.source, "session": event.session,
            "chat": chat, "data": event.data,
        })))
    }
}

/// Arguments of `verify-relay`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Relayed {
    secret: String,
    headers: BTreeMap<String, String>,
    body: Value,
    /// Seconds since 1970.
    now: i64,
}

impl Relayed {
    fn verify(&self) -> CallResult {
        let header = |name: &str| {
            self.headers
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.as_str())
        };
        let verified =
            relay::verify(&Secret::new(self.secret.as_str()), header, &bytes(&self.body), self.now);
        Ok(verified.map(|()| json!({ "verified": true })).map_err(|error| told(&error)))
    }
}
