//! Library calls below the handler: the same methods in the same order with the same first argument.

use super::Difference;
use crate::control::ClientCall;
use crate::replay::placeholder;
use serde_json::Value;

/// Compares the recorded calls with the journal's.
#[must_use]
pub fn compare_calls(recorded: &[ClientCall], actual: &[ClientCall]) -> Vec<Difference> {
    let names =
        |calls: &[ClientCall]| calls.iter().map(|call| call.method.clone()).collect::<Vec<_>>().join(", ");
    if recorded.len() != actual.len() || recorded.iter().zip(actual).any(|(a, b)| a.method != b.method) {
        return vec![Difference::new(
            "client calls: other methods",
            format!("recorded [{}], got [{}]", names(recorded), names(actual)),
        )];
    }
    recorded
        .iter()
        .zip(actual)
        .filter(|(a, b)| !same_argument(a.args.first(), b.args.first()))
        .map(|(a, b)| {
            let show =
                |call: &ClientCall| call.args.first().map_or_else(|| "nothing".to_owned(), super::brief);
            Difference::new(
                format!("client call {}: another first argument", a.method),
                format!("recorded {}, got {}", show(a), show(b)),
            )
        })
        .collect()
}

fn same_argument(recorded: Option<&Value>, actual: Option<&Value>) -> bool {
    match (recorded, actual) {
        (Some(Value::String(text)), Some(actual)) if placeholder::has_placeholder(text) => {
            placeholder::check(text, actual).is_ok()
        }
        // A whole message handed on: that it is one is enough, its shape is compared where it is answered.
        (Some(Value::Object(_)), Some(Value::Object(_))) => true,
        (recorded, actual) => recorded == actual,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn call(method: &str, args: Value) -> ClientCall {
        serde_json::from_value(json!({"method": method, "args": args})).unwrap()
    }

    #[test]
    fn further_arguments_do_not_count_but_the_first_does() {
        let recorded = [call("sendText", json!(["5511999990001@c.us", "a", {}]))];
        assert!(compare_calls(&recorded, &[call("sendText", json!(["5511999990001@c.us", "b"]))]).is_empty());
        let other = compare_calls(&recorded, &[call("sendText", json!(["5511999990002@c.us"]))]);
        assert_eq!(other[0].cause, "client call sendText: another first argument");
    }

    #[test]
    fn methods_and_their_order_count() {
        let (check, send) = (call("checkNumberStatus", json!(["a"])), call("sendText", json!(["a"])));
        let found = compare_calls(&[check.clone(), send.clone()], &[send, check.clone()]);
        assert_eq!(found[0].cause, "client calls: other methods");
        assert_eq!(compare_calls(&[check], &[])[0].cause, "client calls: other methods");
    }

    #[test]
    fn a_placeholder_argument_is_matched_by_kind() {
        let recorded = [call("sendFile", json!(["{{server_root}}/uploads/a.png"]))];
        assert!(compare_calls(&recorded, &[call("sendFile", json!(["/srv/uploads/a.png"]))]).is_empty());
        assert!(!compare_calls(&recorded, &[call("sendFile", json!(["/srv/uploads/b.png"]))]).is_empty());
    }
}
