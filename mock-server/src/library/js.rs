//! JavaScript's rules for values, where the server's own code leans on them.

use serde_json::Value;

/// `if (value)`, for a value that may be absent (`undefined`).
#[must_use]
pub fn truthy(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(_) | Value::Object(_)) => true,
    }
}

/// `` `${value}` ``.
#[must_use]
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(_) => "[object Object]".to_owned(),
        Value::Array(items) => {
            let item = |item: &Value| if item.is_null() { String::new() } else { text(item) };
            items.iter().map(item).collect::<Vec<_>>().join(",")
        }
        other => other.to_string(),
    }
}

/// `for (const item of value)`: the items of a list, the characters of a text.
///
/// # Errors
/// The `TypeError` for anything else.
pub fn iterate(value: Option<&Value>) -> Result<Vec<Value>, super::Thrown> {
    match value {
        Some(Value::Array(items)) => Ok(items.clone()),
        Some(Value::String(text)) => Ok(text.chars().map(|c| c.to_string().into()).collect()),
        _ => Err(super::Thrown::node("value is not iterable")),
    }
}

/// `parseInt(value)`; `None` is `NaN`.
#[must_use]
pub fn parse_int(value: &Value) -> Option<i64> {
    let text = text(value);
    let text = text.trim_start();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let number: i64 = digits[..end].parse().ok()?;
    Some(if negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn truth_is_that_of_javascript() {
        for value in [json!("false"), json!([]), json!({}), json!(1), json!(true), json!(-0.5)] {
            assert!(truthy(Some(&value)), "{value}");
        }
        for value in [json!(""), json!(0), json!(null), json!(false)] {
            assert!(!truthy(Some(&value)), "{value}");
        }
        assert!(!truthy(None));
    }

    #[test]
    fn numbers_are_read_as_far_as_they_go() {
        for (value, number) in [(json!("20"), Some(20)), (json!("-1"), Some(-1)), (json!("2x"), Some(2))] {
            assert_eq!(parse_int(&value), number, "{value}");
        }
        for value in [json!("x"), json!(true), json!(""), json!(null)] {
            assert_eq!(parse_int(&value), None, "{value}");
        }
    }

    #[test]
    fn values_become_text_as_in_a_template() {
        assert_eq!(text(&json!(["a", null, 1])), "a,,1");
        assert_eq!(text(&json!({})), "[object Object]");
        assert_eq!(text(&json!(true)), "true");
    }
}
