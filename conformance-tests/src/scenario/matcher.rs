//! Whether a value holds what a scenario writes: what is written must be there, more may be.

use serde_json::{Map, Value};

/// Compares a written expectation with a value. Each finding is one line: where, what was expected, what is there.
///
/// `$any`: present and not null. `$absent`: not there. `$string`, `$number`, `$boolean`, `$array`, `$object`: of that
/// type. `{$contains: x}`: text with that part, or an array with such an element. `{$length: n}`. `{$not: x}`.
#[must_use]
pub fn matches(expected: &Value, actual: &Value) -> Vec<String> {
    let mut found = Vec::new();
    node(expected, Some(actual), "", &mut found);
    found
}

fn node(expected: &Value, actual: Option<&Value>, path: &str, found: &mut Vec<String>) {
    let name = if path.is_empty() { "value" } else { path.trim_start_matches('.') };
    if let Value::String(word) = expected
        && let Some(kind) = word.strip_prefix('$')
        && let Some(fits) = of_kind(kind, actual)
    {
        if !fits {
            found.push(format!("{name}: expected {word}, got {}", show(actual)));
        }
        return;
    }
    if let Value::Object(map) = expected
        && let Some((operator, argument)) = operator(map)
    {
        if !operate(operator, argument, actual) {
            found.push(format!("{name}: expected {expected}, got {}", show(actual)));
        }
        return;
    }
    match (expected, actual) {
        (Value::Object(expected), Some(Value::Object(actual))) => {
            for (key, value) in expected {
                node(value, actual.get(key), &format!("{path}.{key}"), found);
            }
        }
        (Value::Array(expected), Some(Value::Array(actual))) => {
            if expected.len() != actual.len() {
                found.push(format!("{name}: expected {} elements, got {}", expected.len(), actual.len()));
            }
            for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                node(expected, Some(actual), &format!("{path}[{index}]"), found);
            }
        }
        (Value::Number(expected), Some(Value::Number(actual))) if expected.as_f64() == actual.as_f64() => {}
        (expected, Some(actual)) if expected == actual => {}
        _ => found.push(format!("{name}: expected {expected}, got {}", show(actual))),
    }
}

/// `None`: not a word of the matcher, so a text that begins with `$`.
fn of_kind(kind: &str, actual: Option<&Value>) -> Option<bool> {
    Some(match kind {
        "any" => actual.is_some_and(|value| !value.is_null()),
        "absent" => actual.is_none_or(Value::is_null),
        "string" => actual.is_some_and(Value::is_string),
        "number" => actual.is_some_and(Value::is_number),
        "boolean" => actual.is_some_and(Value::is_boolean),
        "array" => actual.is_some_and(Value::is_array),
        "object" => actual.is_some_and(Value::is_object),
        _ => return None,
    })
}

fn operator(map: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (key, argument) = map.iter().next().filter(|_| map.len() == 1)?;
    key.starts_with('$').then_some((key, argument))
}

fn operate(operator: &str, argument: &Value, actual: Option<&Value>) -> bool {
    match (operator, actual) {
        ("$contains", Some(Value::String(text))) => argument.as_str().is_some_and(|part| text.contains(part)),
        ("$contains", Some(Value::Array(items))) => {
            items.iter().any(|item| matches(argument, item).is_empty())
        }
        ("$length", Some(Value::Array(items))) => argument.as_u64() == Some(items.len() as u64),
        ("$length", Some(Value::String(text))) => argument.as_u64() == Some(text.chars().count() as u64),
        ("$not", actual) => !actual.is_some_and(|actual| matches(argument, actual).is_empty()),
        _ => false,
    }
}

fn show(actual: Option<&Value>) -> String {
    actual.map_or_else(|| "nothing".to_owned(), crate::replay::compare::brief)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ok(expected: Value, actual: Value) -> bool {
        matches(&expected, &actual).is_empty()
    }

    #[test]
    fn what_is_written_must_be_there_and_more_may_be() {
        assert!(ok(json!({"a": 1}), json!({"a": 1, "b": 2})));
        assert!(!ok(json!({"a": 1, "b": 2}), json!({"a": 1})));
        assert!(!ok(json!({"a": 1}), json!({"a": "1"})));
        assert!(ok(json!(1), json!(1.0)));
    }

    #[test]
    fn arrays_are_compared_element_by_element() {
        assert!(ok(json!([{"a": 1}]), json!([{"a": 1, "b": 2}])));
        assert!(!ok(json!([{"a": 1}]), json!([{"a": 1}, {"a": 2}])));
        assert!(!ok(json!([{"a": 1}]), json!([])));
    }

    #[test]
    fn words_ask_for_presence_and_type() {
        assert!(ok(json!({"a": "$any", "b": "$absent", "c": "$number"}), json!({"a": "x", "c": 1})));
        assert!(!ok(json!({"a": "$any"}), json!({"a": null})));
        assert!(!ok(json!({"a": "$absent"}), json!({"a": 0})));
        assert!(!ok(json!("$string"), json!(1)));
        assert!(ok(json!("$2b$10$abc"), json!("$2b$10$abc")), "a token is no word");
    }

    #[test]
    fn operators_look_inside() {
        assert!(ok(json!({"$contains": "cd"}), json!("abcde")));
        assert!(!ok(json!({"$contains": "x"}), json!("abcde")));
        assert!(ok(json!({"$contains": {"id": 2}}), json!([{"id": 1}, {"id": 2}])));
        assert!(ok(json!({"$length": 2}), json!([1, 2])));
        assert!(!ok(json!({"$length": 2}), json!([1])));
        assert!(ok(json!({"a": {"$not": "x"}}), json!({"a": "y"})));
        assert!(!ok(json!({"a": {"$not": "x"}}), json!({"a": "x"})));
        assert!(!ok(json!({"$unknown": 1}), json!(1)), "an unknown operator matches nothing");
    }

    #[test]
    fn a_finding_says_where() {
        let found = matches(&json!({"a": [{"b": "$string"}]}), &json!({"a": [{"b": 1}]}));
        assert_eq!(found, ["a[0].b: expected $string, got 1"]);
    }
}
