//! Whether a world went through the same states, webhooks and answers in the same order.

use super::drive::Observed;
use super::script::Script;
use super::sequence::{Event as Recorded, Sequence};
use crate::replay::compare::{Difference, Event, Outcome, compare_answer};
use serde_json::Value;
use std::collections::BTreeMap;

/// Compares a sequence with what was seen of the world.
#[must_use]
pub(super) fn compare(sequence: &Sequence, script: &Script, observed: &Observed) -> Vec<Difference> {
    let mut found = polls(sequence, observed);
    found.extend(answers(sequence, observed));
    found.extend(calls(sequence, observed));
    let sessions = compared_sessions(sequence, script);
    for kind in ["webhook", "socket"] {
        for session in &sessions {
            found.extend(order(sequence, observed, kind, session));
        }
    }
    found
}

/// The library was called as the recorder noted.
fn calls(sequence: &Sequence, observed: &Observed) -> Option<Difference> {
    let noted = sequence.noted_calls()?;
    let called = &observed.client_calls;
    (noted != *called).then(|| {
        let detail = format!("recorded {}; got {}", Value::from(noted), Value::from(called.clone()));
        Difference::new("other library calls", detail)
    })
}

/// The session of the sequence, and the others that a restart brings up.
fn compared_sessions(sequence: &Sequence, script: &Script) -> Vec<String> {
    let mut sessions: Vec<String> = script.sessions.keys().cloned().collect();
    if !sessions.contains(&sequence.session) {
        sessions.push(sequence.session.clone());
    }
    sessions
}

/// Each polled route went through the recorded answers, in order.
fn polls(sequence: &Sequence, observed: &Observed) -> Vec<Difference> {
    let mut recorded: BTreeMap<&str, Vec<&Recorded>> = BTreeMap::new();
    for event in sequence.events.iter().filter(|event| event.kind == "poll") {
        let answered = event.response.as_ref().is_some_and(|answer| answer.status.is_some());
        if let (Some(request), true) = (event.request.as_deref(), answered) {
            recorded.entry(request).or_default().push(event);
        }
    }
    let mut found = Vec::new();
    for (request, events) in recorded {
        let seen = observed.polls.get(request).map_or(&[][..], Vec::as_slice);
        let route = request.rsplit('/').next().unwrap_or(request);
        let mut wanted = events.iter().peekable();
        for (index, (ms, response)) in seen.iter().enumerate() {
            let outcome = Outcome::Answered(response.clone());
            if let Some(event) = wanted.peek()
                && let Some(answer) = &event.response
                && compare_answer(&answer.recorded(), &outcome).is_empty()
            {
                wanted.next();
                continue;
            }
            // The recorder looked only now and then.
            if seen.get(index + 1).is_some_and(|(next, _)| next - ms <= sequence.polling_period()) {
                continue;
            }
            let expected = wanted.peek().map_or_else(
                || "no other".to_owned(),
                |event| format!("{} (at {} ms)", state(event.response.as_ref().map(|a| &a.body)), event.ms),
            );
            found.push(Difference::new(
                format!("polling {route}: another state"),
                format!("expected {expected}, got {} at {ms} ms", state(response.json().as_ref())),
            ));
            return found;
        }
        if let Some(event) = wanted.next() {
            found.push(Difference::new(
                format!("polling {route}: a state never comes"),
                format!("{} (at {} ms)", state(event.response.as_ref().map(|answer| &answer.body)), event.ms),
            ));
        }
    }
    found
}

fn state(body: Option<&Value>) -> String {
    let Some(body) = body.filter(|body| body.get("base64_png").is_none()) else {
        return "a picture".to_owned();
    };
    let qr = match body.get("qrcode") {
        Some(Value::String(_)) => " with QR",
        Some(_) => " without QR",
        None => "",
    };
    format!("{}{qr}", body.get("status").unwrap_or(&Value::Null))
}

/// Each request got its recorded answer.
fn answers(sequence: &Sequence, observed: &Observed) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut seen: BTreeMap<&str, Vec<&Outcome>> = BTreeMap::new();
    for (request, outcome) in &observed.answers {
        seen.entry(request).or_default().push(outcome);
    }
    let mut recorded: BTreeMap<&str, Vec<&Recorded>> = BTreeMap::new();
    for event in sequence.events.iter().filter(|event| event.kind == "http-response") {
        recorded.entry(event.request.as_deref().unwrap_or_default()).or_default().push(event);
    }
    for (request, events) in recorded {
        let mut outcomes = seen.remove(request).unwrap_or_default();
        let route = request.rsplit('/').next().unwrap_or(request);
        for event in events {
            let Some(answer) = &event.response else { continue };
            let wanted = answer.recorded();
            // Of two requests at once either may be served first.
            let fitting = outcomes.iter().position(|outcome| compare_answer(&wanted, outcome).is_empty());
            match (fitting, outcomes.first()) {
                (Some(at), _) => drop(outcomes.remove(at)),
                (None, Some(outcome)) => {
                    found.extend(compare_answer(&wanted, outcome).into_iter().map(|difference| {
                        Difference::new(format!("{route}: {}", difference.cause), difference.detail)
                    }));
                    outcomes.remove(0);
                }
                (None, None) => {
                    found.push(Difference::new(format!("{route}: no answer where one was recorded"), ""));
                }
            }
        }
    }
    found
}

/// Webhooks and socket events of a session came in the recorded order.
fn order(sequence: &Sequence, observed: &Observed, kind: &str, session: &str) -> Vec<Difference> {
    let own = |payload: &Value| match payload.get("session").and_then(Value::as_str) {
        Some(named) => named == session,
        None => session == sequence.session,
    };
    // What another session did before the boot is left over from an earlier sequence.
    let boot =
        sequence.events.iter().find(|event| event.action.as_deref() == Some("start the server process"));
    let since = boot.filter(|_| session != sequence.session).map_or(0, |event| event.ms);
    let mut recorded: Vec<Event> = sequence
        .events
        .iter()
        .filter(|event| event.ms >= since)
        .filter_map(|event| match (kind, &event.body, &event.event) {
            ("webhook", Some(body), _) if event.is_webhook() && own(body) => Some(Event::webhook(body)),
            ("socket", _, Some(name)) if event.kind == "socketio" && own(&event.data) => {
                Some(Event::socket(name, &event.data))
            }
            _ => None,
        })
        .collect();
    let mut actual: Vec<Event> = observed
        .deliveries
        .iter()
        .filter(|one| one.kind == kind && own(if kind == "socket" { &one.data } else { &one.body }))
        // What did not arrive was not recorded by the one whom it did not reach.
        .filter(|one| one.error.is_none())
        .map(Event::of)
        .collect();
    // Of sessions that a boot brings up beside the own one, the recorder was too busy to keep the order.
    if session != sequence.session {
        recorded.sort();
        actual.sort();
    }
    if recorded == actual {
        return Vec::new();
    }
    let names = |events: &[Event]| events.iter().map(|event| event.name.clone()).collect::<Vec<_>>();
    if names(&recorded) != names(&actual) {
        return vec![Difference::new(
            format!("{kind}s: another order"),
            format!(
                "of {session}: recorded {}; got {}",
                names(&recorded).join(", "),
                names(&actual).join(", ")
            ),
        )];
    }
    recorded
        .iter()
        .zip(&actual)
        .filter(|(a, b)| a.keys != b.keys)
        .map(|(a, b)| {
            Difference::new(
                format!("{kind} {}: other keys", a.name),
                format!("recorded {}; got {}", a.keys.join(", "), b.keys.join(", ")),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Response;
    use serde_json::json;

    fn sequence(events: Value) -> Sequence {
        serde_json::from_value(json!({"name": "x", "title": "x", "session": "np", "events": events})).unwrap()
    }

    fn answer(body: &Value) -> Response {
        Response {
            status: 200,
            headers: vec![("content-type".into(), "application/json; charset=utf-8".into())],
            body: body.to_string().into(),
        }
    }

    fn polled(states: &[&str]) -> Observed {
        let seen = states.iter().map(|status| (0, answer(&json!({"status": status})))).collect();
        Observed { polls: [("GET /api/np/status-session".to_owned(), seen)].into(), ..Observed::default() }
    }

    fn differences(events: Value, observed: &Observed) -> Vec<String> {
        let sequence = sequence(events);
        let found = compare(&sequence, &super::super::script::script(&sequence), observed);
        found.into_iter().map(|difference| difference.cause).collect()
    }

    fn poll(ms: u64, status: &str) -> Value {
        json!({"ms": ms, "type": "poll", "request": "GET /api/np/status-session",
            "response": {"status": 200, "body": {"status": status}}})
    }

    #[test]
    fn a_polled_route_goes_through_the_recorded_states() {
        let events = json!([poll(1, "CLOSED"), poll(2, "INITIALIZING"), poll(3, "QRCODE")]);
        assert!(differences(events.clone(), &polled(&["CLOSED", "INITIALIZING", "QRCODE"])).is_empty());
        assert_eq!(
            differences(events.clone(), &polled(&["CLOSED", "QRCODE"])),
            ["polling status-session: another state"]
        );
        assert_eq!(
            differences(events.clone(), &polled(&["CLOSED", "INITIALIZING"])),
            ["polling status-session: a state never comes"]
        );
        assert_eq!(
            differences(events, &polled(&["CLOSED", "INITIALIZING", "QRCODE", "CLOSED"])),
            ["polling status-session: another state"]
        );
    }

    fn webhook(status: &str) -> Value {
        json!({"event": "status-find", "session": "np", "status": status})
    }

    fn delivered(statuses: &[&str]) -> Observed {
        let deliveries = statuses
            .iter()
            .map(|status| {
                serde_json::from_value(json!({"id": 1, "kind": "webhook", "body": webhook(status)})).unwrap()
            })
            .collect();
        Observed { deliveries, ..Observed::default() }
    }

    #[test]
    fn webhooks_come_in_the_recorded_order() {
        let events = json!([
            {"ms": 1, "type": "webhook", "body": webhook("notLogged")},
            {"ms": 2, "type": "webhook", "body": webhook("inChat")},
            {"ms": 3, "type": "webhook", "body": {"event": "status-find", "session": "other", "status": "inChat"}},
        ]);
        assert!(differences(events.clone(), &delivered(&["notLogged", "inChat"])).is_empty());
        assert_eq!(
            differences(events.clone(), &delivered(&["inChat", "notLogged"])),
            ["webhooks: another order"]
        );
        assert_eq!(differences(events, &delivered(&["notLogged"])), ["webhooks: another order"]);
    }

    #[test]
    fn of_two_requests_at_once_either_may_be_served_first() {
        let response = |status: &str| {
            json!({"ms": 2, "type": "http-response", "request": "POST /api/np/start-session",
            "response": {"status": 200, "body": {"status": status}}})
        };
        let events = json!([
            {"ms": 1, "type": "http-request", "request": "POST /api/np/start-session", "body": {}},
            {"ms": 1, "type": "http-request", "request": "POST /api/np/start-session", "body": {}},
            response("INITIALIZING"), response("qrcode"),
        ]);
        let answered = |statuses: &[&str]| Observed {
            answers: statuses
                .iter()
                .map(|s| {
                    (
                        "POST /api/np/start-session".to_owned(),
                        Outcome::Answered(answer(&json!({"status": s}))),
                    )
                })
                .collect(),
            ..Observed::default()
        };
        assert!(differences(events.clone(), &answered(&["qrcode", "INITIALIZING"])).is_empty());
        assert_eq!(
            differences(events.clone(), &answered(&["qrcode", "qrcode"])),
            ["start-session: status: another value"]
        );
        assert_eq!(
            differences(events, &answered(&["INITIALIZING"])),
            ["start-session: no answer where one was recorded"]
        );
    }
}
