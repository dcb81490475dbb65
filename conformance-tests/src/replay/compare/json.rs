//! JSON: same type at every node, the recorded keys, literal where a client looks.

use super::{Difference, brief, kind};
use crate::replay::placeholder;
use serde_json::{Map, Value};

/// Compares a recorded JSON value with an actual one.
///
/// Objects are envelopes (no further keys) or domain objects such as Message and Chat (further keys allowed). Arrays
/// that were empty stay empty; else each element has the shape of a recorded one. `null` stays `null`.
#[must_use]
pub fn compare_json(recorded: &Value, actual: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    node(recorded, actual, &Place::root(), &mut found);
    found
}

/// Where in the document a value stands.
struct Place {
    path: String,
    key: String,
    /// Inside Message, Chat, Contact, …
    domain: bool,
    /// Inside the value of `error` or `log`, which is literal as a whole.
    literal: bool,
}

impl Place {
    fn root() -> Self {
        Self { path: String::new(), key: String::new(), domain: false, literal: false }
    }

    fn child(&self, key: &str, domain: bool) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        let literal = self.literal || (!domain && matches!(key, "error" | "log"));
        Self { path, key: key.to_owned(), domain, literal }
    }

    fn element(&self) -> Self {
        Self {
            path: format!("{}[]", self.path),
            key: self.key.clone(),
            domain: self.domain,
            literal: self.literal,
        }
    }

    fn name(&self) -> &str {
        if self.path.is_empty() { "body" } else { &self.path }
    }
}

fn node(recorded: &Value, actual: &Value, place: &Place, found: &mut Vec<Difference>) {
    if let Value::String(text) = recorded
        && placeholder::has_placeholder(text)
    {
        if let Err(detail) = placeholder::check(text, actual) {
            found.push(Difference::new(format!("{}: not of the recorded kind", place.name()), detail));
        }
        return;
    }
    match (recorded, actual) {
        (Value::Object(recorded), Value::Object(actual)) => object(recorded, actual, place, found),
        (Value::Array(recorded), Value::Array(actual)) => array(recorded, actual, place, found),
        _ if std::mem::discriminant(recorded) != std::mem::discriminant(actual) => {
            found.push(Difference::new(
                format!("{}: {} instead of {}", place.name(), kind(actual), kind(recorded)),
                format!("recorded {}, got {}", brief(recorded), brief(actual)),
            ))
        }
        _ if is_literal(recorded, place) && recorded != actual => found.push(Difference::new(
            format!("{}: another value", place.name()),
            format!("recorded {}, got {}", brief(recorded), brief(actual)),
        )),
        _ => {}
    }
}

fn object(
    recorded: &Map<String, Value>,
    actual: &Map<String, Value>,
    place: &Place,
    found: &mut Vec<Difference>,
) {
    let domain = place.domain || is_domain(recorded);
    for (key, value) in recorded {
        let child = place.child(key, domain);
        match actual.get(key) {
            Some(actual) => node(value, actual, &child, found),
            None => found.push(Difference::new(
                format!("{}: missing", child.path),
                format!("recorded {}", brief(value)),
            )),
        }
    }
    if domain && !place.literal {
        return;
    }
    for (key, value) in actual.iter().filter(|(key, _)| !recorded.contains_key(*key)) {
        found.push(Difference::new(
            format!("{}: not recorded", place.child(key, domain).path),
            format!("got {}", brief(value)),
        ));
    }
}

fn array(recorded: &[Value], actual: &[Value], place: &Place, found: &mut Vec<Difference>) {
    if recorded.is_empty() || actual.is_empty() {
        if recorded.len() != actual.len() {
            found.push(Difference::new(
                format!("{}: {} elements where {} were recorded", place.name(), actual.len(), recorded.len()),
                format!("got {}", brief(&Value::Array(actual.to_vec()))),
            ));
        }
        return;
    }
    let element = place.element();
    for value in actual {
        // The recorded element that it resembles most says what is wrong with it.
        let mut nearest: Option<Vec<Difference>> = None;
        for candidate in recorded {
            let mut differences = Vec::new();
            node(candidate, value, &element, &mut differences);
            if nearest.as_ref().is_none_or(|best| differences.len() < best.len()) {
                nearest = Some(differences);
            }
            if nearest.as_ref().is_some_and(Vec::is_empty) {
                break;
            }
        }
        found.extend(nearest.unwrap_or_default());
    }
}

/// Message, Chat, Contact, device, id objects…: what has an identity of its own. Everything else is an envelope.
fn is_domain(object: &Map<String, Value>) -> bool {
    ["id", "wid", "_serialized", "rowId"].iter().any(|key| object.contains_key(*key))
}

/// Status words, texts, booleans, ids and phone numbers of the world are equal; other texts and numbers are a kind.
fn is_literal(recorded: &Value, place: &Place) -> bool {
    if place.literal || matches!(place.key.as_str(), "status" | "message" | "error" | "event") {
        return true;
    }
    match recorded {
        Value::Bool(_) => true,
        Value::String(text) => is_id(text),
        Value::Number(_) => place.key == "ack",
        _ => false,
    }
}

/// A Wid, a message id, or a phone number.
fn is_id(text: &str) -> bool {
    let digits = text.len() >= 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits
        || ["@c.us", "@lid", "@g.us", "@newsletter", "@broadcast"].iter().any(|server| text.contains(server))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn causes(recorded: Value, actual: Value) -> Vec<String> {
        compare_json(&recorded, &actual).into_iter().map(|difference| difference.cause).collect()
    }

    #[test]
    fn equal_envelopes_have_no_difference() {
        let body = json!({"status": "success", "response": [], "mapper": "return"});
        assert_eq!(causes(body.clone(), body), Vec::<String>::new());
    }

    #[test]
    fn an_envelope_has_exactly_the_recorded_keys() {
        let recorded = json!({"status": "success", "response": []});
        assert_eq!(causes(recorded.clone(), json!({"status": "success"})), ["response: missing"]);
        let more = json!({"status": "success", "response": [], "session": "main"});
        assert_eq!(causes(recorded, more), ["session: not recorded"]);
    }

    #[test]
    fn a_domain_object_may_have_further_keys_but_no_fewer() {
        let recorded = json!({"response": [{"id": "true_5511999990001@c.us_{{msgid}}", "ack": 1}]});
        let more = json!({"response": [{"id": "true_5511999990001@c.us_3EB0", "ack": 1, "t": 5}]});
        assert_eq!(causes(recorded.clone(), more), Vec::<String>::new());
        let fewer = json!({"response": [{"id": "true_5511999990001@c.us_3EB0"}]});
        assert_eq!(causes(recorded, fewer), ["response[].ack: missing"]);
    }

    #[test]
    fn types_hold_at_every_node_and_null_stays_null() {
        assert_eq!(causes(json!({"qrcode": null}), json!({"qrcode": ""})), ["qrcode: text instead of null"]);
        assert_eq!(
            causes(json!({"uptime": 1.5}), json!({"uptime": null})),
            ["uptime: null instead of a number"]
        );
        assert_eq!(causes(json!("Error sending message"), json!(["x"])), ["body: an array instead of text"]);
    }

    #[test]
    fn status_message_and_booleans_are_literal() {
        assert_eq!(causes(json!({"status": "Error"}), json!({"status": "error"})), ["status: another value"]);
        assert_eq!(causes(json!({"message": "a"}), json!({"message": "b"})), ["message: another value"]);
        assert_eq!(causes(json!({"success": true}), json!({"success": false})), ["success: another value"]);
    }

    #[test]
    fn an_error_value_is_literal_as_a_whole() {
        let recorded = json!({"error": {"name": "a", "level": "error"}});
        assert_eq!(
            causes(recorded.clone(), json!({"error": {"name": "o", "level": "error"}})),
            ["error.name: another value"]
        );
        let more = json!({"error": {"name": "a", "level": "error", "code": "x"}});
        assert_eq!(causes(recorded, more), ["error.code: not recorded"]);
        assert_eq!(causes(json!({"error": "plain"}), json!({"error": "other"})), ["error: another value"]);
    }

    #[test]
    fn ids_and_phone_numbers_of_the_world_are_equal_but_other_texts_only_text() {
        let recorded = json!({"response": "5511988887777@c.us"});
        assert_eq!(causes(recorded, json!({"response": "5511988887778@c.us"})), ["response: another value"]);
        assert_eq!(causes(json!({"contact": "5511999990001"}), json!({"contact": "5511999990002"})).len(), 1);
        assert_eq!(causes(json!({"version": "2.10.4"}), json!({"version": "2.10.5"})), Vec::<String>::new());
    }

    #[test]
    fn an_array_that_was_empty_stays_empty_and_one_with_elements_has_some() {
        assert_eq!(causes(json!({"response": []}), json!({"response": [1]})).len(), 1);
        assert_eq!(causes(json!({"response": [1]}), json!({"response": []})).len(), 1);
        assert_eq!(causes(json!({"response": [null]}), json!({"response": [null]})), Vec::<String>::new());
    }

    #[test]
    fn each_element_has_the_shape_of_some_recorded_element() {
        let recorded = json!([{"id": "a", "w": 1, "x": 1}, {"id": "b", "y": "s"}]);
        assert_eq!(causes(recorded.clone(), json!([{"id": "c", "y": "t"}])), Vec::<String>::new());
        assert_eq!(causes(recorded, json!([{"id": "c", "y": 5}])), ["[].y: a number instead of text"]);
    }
}
