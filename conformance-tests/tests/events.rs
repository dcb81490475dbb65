//! Every recorded webhook and socket event is read into its type.
#![allow(clippy::unwrap_used, reason = "helpers of a test")]

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use wppkit_api::events::{Event, EventData, EventKind, parse_socket, parse_webhook};
use wppkit_conformance::replay::{lifecycle::sequence, recording};

/// How many kinds appear in the recordings: all but unreadmessages and session-error.
const RECORDED: usize = 20;

/// Numbers where the recorder wrote placeholders for them.
fn filled(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("{{timestamp") => json!(1_760_000_000_000_i64),
        Value::Array(items) => items.iter().map(filled).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), filled(value))).collect(),
        other => other.clone(),
    }
}

struct Seen {
    webhooks: Vec<Value>,
    sockets: Vec<(String, Value)>,
}

fn recorded() -> Seen {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    let mut seen = Seen { webhooks: Vec::new(), sockets: Vec::new() };
    for recording in recording::load(&folder.join("exchanges.jsonl")).unwrap() {
        // A webhook that is no object is the recorder's own server being asked for a file.
        seen.webhooks.extend(recording.webhooks.iter().filter(|body| body.is_object()).map(filled));
        seen.sockets.extend(recording.socketio.iter().map(|one| (one.event.clone(), filled(&one.data))));
    }
    for sequence in sequence::load(&folder.join("lifecycles.json")).unwrap() {
        for event in &sequence.events {
            if event.is_webhook() {
                seen.webhooks.extend(event.body.as_ref().map(filled));
            } else if event.kind == "socketio" {
                seen.sockets.push((event.event.clone().unwrap_or_default(), filled(&event.data)));
            }
        }
    }
    seen
}

fn check(event: &Event, payload: &Value) -> EventKind {
    if let EventData::Unknown(unknown) = &event.data {
        panic!("{} fell to raw ({:?}): {payload}", event.name, unknown.reason);
    }
    event.kind
}

#[test]
fn no_recorded_event_falls_to_raw() {
    let seen = recorded();
    assert!(seen.webhooks.len() > 300 && seen.sockets.len() > 500, "the recordings are there");
    let mut kinds = BTreeSet::new();
    for body in &seen.webhooks {
        let event = parse_webhook(body.to_string().as_bytes()).unwrap();
        assert_eq!(event.session.as_deref(), body["session"].as_str(), "{body}");
        kinds.insert(check(&event, body));
    }
    for (name, data) in &seen.sockets {
        kinds.insert(check(&parse_socket(name, data.to_string().as_bytes()).unwrap(), data));
    }
    let missing: Vec<_> = EventKind::ALL.iter().filter(|kind| !kinds.contains(kind)).collect();
    assert_eq!(kinds.len(), RECORDED, "not recorded: {missing:?}");
}

#[test]
fn nothing_is_lost_by_reading_an_event() {
    for body in recorded().webhooks {
        let event = parse_webhook(body.to_string().as_bytes()).unwrap();
        let data = serde_json::to_value(&event.data).unwrap();
        for (key, value) in body.as_object().unwrap() {
            // Null is read as absent, and an id that is an object as its text.
            let same = data.get(key) == Some(value)
                || value.is_null()
                || (value.is_number() && data.get(key).and_then(Value::as_f64) == value.as_f64())
                || data.get(key).is_some_and(|text| *text == value["_serialized"])
                || value.is_object()
                || value.is_array();
            assert!(same, "{key} of {body} became {:?}", data.get(key));
        }
    }
}
