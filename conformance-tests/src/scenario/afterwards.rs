//! What must be true after the steps: what the server was asked, and what it sent out.

use super::matcher::matches;
use super::model::JournalExpectation;
use crate::control::{Delivery, JournalEntry};
use serde_json::{Value, json};

/// Checks one expectation against the journal.
pub(super) fn journal(
    expected: &JournalExpectation,
    body: Option<&Value>,
    entries: &[JournalEntry],
) -> Vec<String> {
    let named = |entry: &&JournalEntry| {
        entry.operation.as_deref() == Some(&expected.operation)
            && expected.session.as_ref().is_none_or(|session| entry.session.as_ref() == Some(session))
    };
    let counted: Vec<&JournalEntry> = entries
        .iter()
        .filter(named)
        .filter(|entry| body.is_none_or(|body| matches(body, &entry.body).is_empty()))
        .collect();
    let times = expected.times.unwrap_or(1);
    let mut problems = Vec::new();
    if counted.len() != times {
        let nearest = entries.iter().rfind(named).map_or_else(String::new, |entry| {
            format!("; the last one's body is {}", crate::replay::compare::brief(&entry.body))
        });
        problems.push(format!(
            "{} requests of {}, expected {times}{nearest}",
            counted.len(),
            expected.operation
        ));
    }
    if let (Some(calls), Some(first)) = (&expected.client_calls, counted.first()) {
        let made: Vec<&str> = first.client_calls.iter().map(|call| call.method.as_str()).collect();
        let mut left = made.iter();
        if !calls.iter().all(|wanted| left.any(|made| made == wanted)) {
            problems.push(format!("library calls [{}], expected [{}]", made.join(", "), calls.join(", ")));
        }
    }
    problems
}

/// Checks that the expected webhooks and socket events went out in order, among others.
pub(super) fn deliveries(expected: &[Value], log: &[Delivery]) -> Vec<String> {
    let sent: Vec<Value> = log
        .iter()
        .map(|one| match one.kind.as_str() {
            "socket" => json!({"socket": one.event, "data": one.data}),
            _ => json!({"webhook": one.body.get("event"), "body": one.body, "url": one.url}),
        })
        .collect();
    let mut left = sent.iter();
    let missing = expected.iter().find(|wanted| !left.any(|sent| matches(wanted, sent).is_empty()));
    let names = || {
        sent.iter().map(|one| one.get("webhook").or(one.get("socket")).unwrap_or(&Value::Null).to_string())
    };
    missing
        .map(|wanted| {
            format!("{wanted} did not go out in that order; sent: {}", names().collect::<Vec<_>>().join(", "))
        })
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(operation: &str, body: Value, calls: &[&str]) -> JournalEntry {
        let calls: Vec<Value> = calls.iter().map(|call| json!({"method": call})).collect();
        serde_json::from_value(json!({
            "id": 1, "operation": operation, "session": "shop", "body": body, "client_calls": calls,
        }))
        .unwrap()
    }

    fn expectation(value: Value) -> JournalExpectation {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn requests_are_counted_by_operation_and_body() {
        let entries =
            [entry("send-message", json!({"phone": "1"}), &[]), entry("all-chats", Value::Null, &[])];
        let once = expectation(json!({"operation": "send-message"}));
        assert!(journal(&once, None, &entries).is_empty());
        assert!(journal(&once, Some(&json!({"phone": "1"})), &entries).is_empty());
        assert_eq!(journal(&once, Some(&json!({"phone": "2"})), &entries).len(), 1);
        assert_eq!(
            journal(&expectation(json!({"operation": "send-message", "times": 0})), None, &entries).len(),
            1
        );
    }

    #[test]
    fn library_calls_come_in_order_with_others_between() {
        let entries = [entry("send-message", Value::Null, &["checkNumberStatus", "x", "sendText"])];
        let wanted = |calls: Value| expectation(json!({"operation": "send-message", "client_calls": calls}));
        assert!(journal(&wanted(json!(["checkNumberStatus", "sendText"])), None, &entries).is_empty());
        assert_eq!(journal(&wanted(json!(["sendText", "checkNumberStatus"])), None, &entries).len(), 1);
    }

    #[test]
    fn deliveries_come_in_order_with_others_between() {
        let log: Vec<Delivery> = serde_json::from_value(json!([
            {"id": 1, "kind": "webhook", "body": {"event": "status-find", "status": "isLogged"}},
            {"id": 2, "kind": "socket", "event": "session-logged", "data": {"status": true}},
            {"id": 3, "kind": "webhook", "body": {"event": "status-find", "status": "inChat"}},
        ]))
        .unwrap();
        let find = |status: &str| json!({"webhook": "status-find", "body": {"status": status}});
        assert!(deliveries(&[find("isLogged"), find("inChat")], &log).is_empty());
        assert!(deliveries(&[json!({"socket": "session-logged"})], &log).is_empty());
        assert_eq!(deliveries(&[find("inChat"), find("isLogged")], &log).len(), 1);
    }
}
