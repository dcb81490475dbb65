//! Webhooks and socket events: the same multiset of (event, keys).

use super::Difference;
use crate::control::Delivery;
use crate::replay::recording::Recording;
use serde_json::Value;
use std::collections::BTreeMap;

/// What of a webhook or socket event is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// `webhook` or `socket`.
    pub kind: String,
    /// Name; with the `status` of a status-find, which is what its receiver acts on.
    pub name: String,
    /// Keys of the payload, sorted; the type for what has none.
    pub keys: Vec<String>,
}

impl Event {
    pub(crate) fn webhook(body: &Value) -> Self {
        let event = body.get("event").and_then(Value::as_str).unwrap_or("(no event)");
        let status = body.get("status").and_then(Value::as_str).filter(|_| event == "status-find");
        let name = status.map_or_else(|| event.to_owned(), |status| format!("{event} {status}"));
        Self { kind: "webhook".to_owned(), name, keys: keys(body) }
    }

    pub(crate) fn socket(event: &str, data: &Value) -> Self {
        Self { kind: "socket".to_owned(), name: event.to_owned(), keys: keys(data) }
    }

    /// The event of a logged delivery.
    #[must_use]
    pub fn of(delivery: &Delivery) -> Self {
        match &delivery.event {
            Some(event) if delivery.kind == "socket" => Self::socket(event, &delivery.data),
            _ => Self::webhook(&delivery.body),
        }
    }
}

fn keys(value: &Value) -> Vec<String> {
    let mut keys: Vec<String> = match value {
        Value::Object(map) => map.keys().cloned().collect(),
        Value::Array(items) if items.is_empty() => vec!["an empty array".to_owned()],
        other => vec![super::kind(other).to_owned()],
    };
    keys.sort();
    keys
}

/// The events of a recording. What the recorder caught of a session left over from an earlier line is left out.
#[must_use]
pub fn recorded_events(recording: &Recording) -> Vec<Event> {
    // Until it is closed, a session's events carry its name, and its answers (if any) the key `session`.
    let named = recording.response.body.get("session").is_some();
    let own = |value: &Value| match (value.get("session").and_then(Value::as_str), recording.session()) {
        (Some(session), Some(own)) => session == own,
        (None, Some(_)) => !(named && value.get("event").is_some()),
        _ => true,
    };
    // A webhook that is no object is the recorder's own server being asked for a file.
    let webhooks = recording.webhooks.iter().filter(|body| body.is_object() && own(body)).map(Event::webhook);
    let sockets = recording
        .socketio
        .iter()
        .filter(|event| own(&event.data))
        .map(|event| Event::socket(&event.event, &event.data));
    webhooks.chain(sockets).collect()
}

/// Whether every recorded event has come.
#[must_use]
pub fn events_covered(recorded: &[Event], actual: &[Event]) -> bool {
    count(recorded, actual).values().all(|(wanted, got)| got >= wanted)
}

fn count<'a>(recorded: &'a [Event], actual: &'a [Event]) -> BTreeMap<&'a Event, (usize, usize)> {
    let mut counts: BTreeMap<&Event, (usize, usize)> = BTreeMap::new();
    for event in recorded {
        counts.entry(event).or_default().0 += 1;
    }
    for event in actual {
        counts.entry(event).or_default().1 += 1;
    }
    counts
}

/// Compares the multisets, and the order of the session's own states.
#[must_use]
pub fn compare_events(recorded: &[Event], actual: &[Event]) -> Vec<Difference> {
    let counts = count(recorded, actual);
    let mut found = Vec::new();
    for (event, (wanted, got)) in &counts {
        if wanted == got {
            continue;
        }
        let name = format!("{} {}", event.kind, event.name);
        let other = counts.iter().find(|(other, (w, g))| {
            other.name == event.name
                && other.kind == event.kind
                && other.keys != event.keys
                && (g > w) != (got > wanted)
        });
        match other {
            // The same event with other keys: said once, from the recorded side.
            Some((other, _)) if wanted > got => found.push(keys_differ(&name, &event.keys, &other.keys)),
            Some(_) => {}
            None => found.push(Difference::new(
                format!("{name}: {} than recorded", if got > wanted { "more" } else { "fewer" }),
                format!("recorded {wanted}, got {got}"),
            )),
        }
    }
    let states = |events: &[Event]| -> Vec<String> {
        events.iter().filter(|event| event.name.starts_with("status-find ")).map(|e| e.name.clone()).collect()
    };
    let (wanted, got) = (states(recorded), states(actual));
    if found.is_empty() && wanted != got {
        found.push(Difference::new(
            "webhook status-find: another order",
            format!("recorded {}, got {}", wanted.join(", "), got.join(", ")),
        ));
    }
    found
}

fn keys_differ(name: &str, wanted: &[String], got: &[String]) -> Difference {
    let without = |a: &[String], b: &[String]| -> String {
        a.iter().filter(|key| !b.contains(key)).cloned().collect::<Vec<_>>().join(", ")
    };
    Difference::new(
        format!("{name}: other keys"),
        format!("missing [{}], not recorded [{}]", without(wanted, got), without(got, wanted)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn find(status: &str) -> Event {
        Event::webhook(&json!({"event": "status-find", "session": "main", "status": status}))
    }

    #[test]
    fn the_same_multiset_has_no_difference_whatever_the_values() {
        let recorded = [Event::webhook(&json!({"event": "qrcode", "qrcode": "a"})), find("notLogged")];
        let actual = [find("notLogged"), Event::webhook(&json!({"event": "qrcode", "qrcode": "b"}))];
        assert!(compare_events(&recorded, &actual).is_empty());
        assert!(events_covered(&recorded, &actual));
    }

    #[test]
    fn a_missing_and_a_further_event_are_told_apart() {
        let one = [find("notLogged")];
        assert_eq!(compare_events(&one, &[])[0].cause, "webhook status-find notLogged: fewer than recorded");
        assert_eq!(compare_events(&[], &one)[0].cause, "webhook status-find notLogged: more than recorded");
        assert!(!events_covered(&one, &[]));
    }

    #[test]
    fn other_keys_are_one_difference() {
        let recorded = [Event::webhook(&json!({"event": "qrcode", "urlcode": 1, "session": 1}))];
        let actual = [Event::webhook(&json!({"event": "qrcode", "urlcode": 1, "extra": 1}))];
        let found = compare_events(&recorded, &actual);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].detail, "missing [session], not recorded [extra]");
    }

    #[test]
    fn what_another_session_left_behind_does_not_count() {
        let recording = |session: Value, webhooks: Value| -> Vec<Event> {
            let body = if session.is_null() { json!({}) } else { json!({"session": session}) };
            recorded_events(
                &serde_json::from_value(json!({
                    "id": "x", "group": "session", "route": "POST /api/{session}/start-session",
                    "request": {"method": "POST", "path": "/api/np/start-session"},
                    "response": {"status": 200, "body": body}, "webhooks": webhooks,
                }))
                .unwrap(),
            )
        };
        let of = |session: &str| json!([{"event": "status-find", "status": "inChat", "session": session}]);
        assert_eq!(recording(json!("np"), of("np")).len(), 1);
        assert_eq!(recording(json!("np"), of("other")).len(), 0);
        let nameless = json!([{"event": "status-find", "status": "inChat"}]);
        assert_eq!(recording(json!(""), nameless.clone()).len(), 0, "np was never closed");
        assert_eq!(recording(Value::Null, nameless).len(), 1, "np was closed before");
    }

    #[test]
    fn states_keep_their_order() {
        let (first, second) = (find("isLogged"), find("inChat"));
        let found = compare_events(&[first.clone(), second.clone()], &[second, first]);
        assert_eq!(found[0].cause, "webhook status-find: another order");
    }
}
