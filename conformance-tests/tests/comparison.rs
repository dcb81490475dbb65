//! The rules of comparison over every recording: each equals itself, and no longer once something is changed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a broken recording fails the test")]

use serde_json::{Value, json};
use std::path::Path;
use wppkit_api::{Payload, match_route, registry};
use wppkit_conformance::replay::compare::{compare_calls, compare_events, compare_json, recorded_events};
use wppkit_conformance::replay::recording::{Recording, load};

const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn recordings() -> Vec<Recording> {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings/exchanges.jsonl")).unwrap()
}

/// A value as a server could have answered it: placeholders replaced by something of their kind.
fn lively(value: &Value) -> Value {
    match value {
        Value::String(text) => match text.as_str() {
            "{{timestamp}}" => json!(1_760_000_123),
            "{{timestamp_ms}}" => json!(1_760_000_123_456_u64),
            "{{rowid}}" | "{{number}}" | "{{bytes}}" => json!(7),
            _ => Value::String(fill(text)),
        },
        Value::Array(items) => items.iter().map(lively).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), lively(value))).collect(),
        other => other.clone(),
    }
}

fn fill(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let length = rest[start..].find("}}").expect("a placeholder ends");
        out.push_str(&rest[..start]);
        let name = rest[start + 2..start + length].split(':').next().unwrap();
        out.push_str(&match name {
            "msgid" => "3EB0C0FFEE".to_owned(),
            "qr_png_base64" => PNG.to_owned(),
            "qr_png_data_url" => format!("data:image/png;base64,{PNG}"),
            "token" => format!("$2b$10${}", "a".repeat(53)),
            "phone_code" => "ABCD1234".to_owned(),
            "line" => "12".to_owned(),
            "timestamp_ms" => "1760000123456".to_owned(),
            "iso_timestamp" => "2025-10-09T08:55:23.000Z".to_owned(),
            _ => "x".to_owned(),
        });
        rest = &rest[start + length + 2..];
    }
    out + rest
}

/// The payload of an answer, back in its envelope.
fn enveloped(payload: Payload, value: Value) -> Value {
    match payload {
        Payload::Response => json!({"response": value}),
        Payload::ResponseData => json!({"response": {"data": value}}),
        _ => value,
    }
}

#[test]
fn every_recorded_success_is_read_by_its_type_and_survives_being_written() {
    let mut read = 0;
    // A fault may make the library return anything.
    let as_usual = |recording: &&Recording| {
        recording.group != "lib233" && !recording.precondition.contains_key("client_fault")
    };
    for recording in recordings().iter().filter(as_usual) {
        let path = recording.request.path.split('?').next().unwrap();
        let known = registry().iter().map(|entry| entry.meta.method);
        let method = known.into_iter().find(|method| method.as_str() == recording.request.method);
        let Some((entry, _)) = method.and_then(|method| match_route(method, path)) else { continue };
        let body = lively(&recording.response.body);
        if recording.response.status != Some(entry.meta.success) || body.get("base64_png").is_some() {
            continue;
        }
        if matches!(entry.meta.payload, Payload::Text | Payload::Bytes | Payload::Nothing) {
            continue;
        }
        let decode = |body: &Value| {
            (entry.decode_answer)("application/json", body.to_string().as_bytes())
                .unwrap_or_else(|problem| panic!("{}: {problem}", recording.id))
        };
        let value = decode(&body);
        assert_eq!(decode(&enveloped(entry.meta.payload, value.clone())), value, "{}", recording.id);
        read += 1;
    }
    assert!(read > 100, "{read}");
}

#[test]
fn every_recorded_answer_equals_itself() {
    let recordings = recordings();
    assert!(recordings.len() > 300);
    for recording in &recordings {
        let body = &recording.response.body;
        assert_eq!(compare_json(body, &lively(body)), [], "{}", recording.id);
    }
}

#[test]
fn a_lost_or_added_key_of_the_envelope_is_seen_in_every_recorded_answer() {
    let mut checked = 0;
    for recording in recordings() {
        let body = &recording.response.body;
        let (Some(map), true) = (body.as_object(), body.get("base64_png").is_none()) else { continue };
        for key in map.keys() {
            let mut fewer = lively(body);
            fewer.as_object_mut().unwrap().shift_remove(key);
            assert!(!compare_json(body, &fewer).is_empty(), "{}: {key} may be missing", recording.id);
            checked += 1;
        }
        // Some routes answer a bare domain object, which may have further keys.
        if ["id", "wid", "_serialized", "rowId"].iter().any(|key| map.contains_key(*key)) {
            continue;
        }
        let mut more = lively(body);
        more["surprise"] = json!(1);
        assert!(!compare_json(body, &more).is_empty(), "{}: a further key is not seen", recording.id);
    }
    assert!(checked > 500, "only {checked} keys");
}

#[test]
fn another_type_is_seen_at_every_top_level_key() {
    for recording in recordings() {
        let body = &recording.response.body;
        let Some(map) = body.as_object() else { continue };
        for (key, value) in map {
            let mut other = lively(body);
            other[key] = if value.is_array() { json!({}) } else { json!([]) };
            assert!(!compare_json(body, &other).is_empty(), "{}: {key} may be anything", recording.id);
        }
    }
}

#[test]
fn every_recorded_event_and_call_counts() {
    let (mut events, mut calls) = (0, 0);
    for recording in recordings() {
        let recorded = recorded_events(&recording);
        assert_eq!(compare_events(&recorded, &recorded), [], "{}", recording.id);
        for index in 0..recorded.len() {
            let mut fewer = recorded.clone();
            fewer.remove(index);
            assert!(!compare_events(&recorded, &fewer).is_empty(), "{}", recording.id);
            events += 1;
        }
        let live: Vec<_> = recording
            .client_calls
            .iter()
            .map(|call| {
                let mut call = call.clone();
                call.args = call.args.iter().map(lively).collect();
                call
            })
            .collect();
        assert_eq!(compare_calls(&recording.client_calls, &live), [], "{}", recording.id);
        for index in 0..live.len() {
            let mut fewer = live.clone();
            fewer.remove(index);
            assert!(!compare_calls(&recording.client_calls, &fewer).is_empty(), "{}", recording.id);
            calls += 1;
        }
    }
    assert!(events > 200 && calls > 200, "only {events} events and {calls} calls");
}
