//! Names with brackets in query strings and forms: `phone[]=a`, `options[delay]=5`, `a=1&a=2`.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Highest index that makes a list; above it the brackets hold a key.
const INDEX_LIMIT: usize = 20;

/// How deep brackets nest in a query string; what is deeper is one key with its brackets.
pub(crate) const QUERY_DEPTH: usize = 5;
/// The same in a form.
pub(crate) const FORM_DEPTH: usize = 32;

/// Reads `a=1&b[c]=2` as an object. All scalars are text.
#[must_use]
pub(crate) fn parse(text: &str, depth: usize) -> Map<String, Value> {
    let mut object = Map::new();
    for part in text.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = match part.find("]=").map(|at| at + 1).or_else(|| part.find('=')) {
            Some(at) => (&part[..at], &part[at + 1..]),
            None => (part, ""),
        };
        let name = decode(name);
        if !name.is_empty() {
            insert(&mut object, &name, Value::from(decode(value)), depth);
        }
    }
    object
}

/// `+` is a space, `%xx` a byte of UTF-8; what cannot be decoded stays as it is.
fn decode(text: &str) -> String {
    let spaced = if text.contains('+') { Cow::Owned(text.replace('+', " ")) } else { Cow::Borrowed(text) };
    percent_decode(&spaced).unwrap_or_else(|| spaced.into_owned())
}

/// `decodeURIComponent`: none where it throws.
#[must_use]
pub(crate) fn percent_decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let bytes = text.as_bytes();
    let malformed = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%').any(|(at, _)| {
        !bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if malformed {
        return None;
    }
    percent_encoding::percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)
}

/// Turns the texts `true` and `false` of a query into booleans, however deep they stand.
pub(crate) fn with_booleans(query: Map<String, Value>) -> Map<String, Value> {
    query.into_iter().map(|(name, value)| (name, boolean(value))).collect()
}

fn boolean(value: Value) -> Value {
    match value {
        Value::String(text) if text == "true" => Value::Bool(true),
        Value::String(text) if text == "false" => Value::Bool(false),
        Value::Array(items) => items.into_iter().map(boolean).collect(),
        Value::Object(object) => Value::Object(with_booleans(object)),
        other => other,
    }
}

/// Puts a field into an object as its name says.
pub(crate) fn insert(object: &mut Map<String, Value>, name: &str, value: Value, depth: usize) {
    let (root, brackets) = match name.find('[') {
        Some(at) if at > 0 && name[at..].contains(']') => (&name[..at], &name[at..]),
        _ => (name, ""),
    };
    let steps = steps(brackets, depth);
    let slot = object.entry(root.to_owned());
    match slot {
        serde_json::map::Entry::Vacant(vacant) => drop(vacant.insert(nest(&steps, value))),
        serde_json::map::Entry::Occupied(mut occupied) => {
            let old = occupied.get_mut().take();
            *occupied.get_mut() = merge(old, &steps, value);
        }
    }
}

/// One pair of brackets.
#[derive(Debug, PartialEq, Eq)]
enum Step<'a> {
    Push,
    Index(usize),
    Key(&'a str),
}

fn steps(brackets: &str, depth: usize) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut rest = brackets;
    while let Some(end) = rest.strip_prefix('[').and_then(|inner| inner.find(']')) {
        if steps.len() == depth {
            break;
        }
        let inner = &rest[1..=end];
        steps.push(match inner.parse::<usize>() {
            _ if inner.is_empty() => Step::Push,
            Ok(index) if index <= INDEX_LIMIT && index.to_string() == inner => Step::Index(index),
            _ => Step::Key(inner),
        });
        rest = &rest[end + 2..];
    }
    if !rest.is_empty() && steps.len() == depth {
        steps.push(Step::Key(rest));
    }
    steps
}

fn nest(steps: &[Step<'_>], value: Value) -> Value {
    match steps.split_first() {
        None => value,
        Some((Step::Push | Step::Index(_), rest)) => Value::Array(vec![nest(rest, value)]),
        Some((Step::Key(key), rest)) => {
            let mut object = Map::new();
            object.insert((*key).to_owned(), nest(rest, value));
            Value::Object(object)
        }
    }
}

/// Adds a value to what an earlier field of the same name left.
fn merge(old: Value, steps: &[Step<'_>], value: Value) -> Value {
    match (old, steps.split_first()) {
        (Value::Array(mut items), None) => {
            items.push(value);
            Value::Array(items)
        }
        (Value::Array(mut items), Some((Step::Index(index), rest))) if *index < items.len() => {
            let old = items[*index].take();
            items[*index] = merge(old, rest, value);
            Value::Array(items)
        }
        (Value::Array(mut items), Some((Step::Push | Step::Index(_), rest))) => {
            items.push(nest(rest, value));
            Value::Array(items)
        }
        (Value::Array(items), Some((Step::Key(_), _))) => {
            let indexed = items.into_iter().enumerate().map(|(index, item)| (index.to_string(), item));
            merge(Value::Object(indexed.collect()), steps, value)
        }
        (Value::Object(mut object), Some((step, rest))) => {
            let key = match step {
                Step::Key(key) => (*key).to_owned(),
                Step::Index(index) => index.to_string(),
                Step::Push => object.len().to_string(),
            };
            let merged = match object.get_mut(&key) {
                Some(old) => merge(old.take(), rest, value),
                None => nest(rest, value),
            };
            object.insert(key, merged);
            Value::Object(object)
        }
        (Value::Object(mut object), None) => {
            if let Value::String(key) = value {
                object.insert(key, Value::Bool(true));
            }
            Value::Object(object)
        }
        (scalar, Some((Step::Push | Step::Index(_), rest))) => Value::Array(vec![scalar, nest(rest, value)]),
        (scalar, _) => Value::Array(vec![scalar, nest(steps, value)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Value {
        Value::Object(parse(text, QUERY_DEPTH))
    }

    #[test]
    fn plain_fields_are_texts() {
        assert_eq!(
            read("phone=5511&message=Ol%C3%A1+voc%C3%AA&flag"),
            json!({
                "phone": "5511", "message": "Olá você", "flag": ""
            })
        );
        assert_eq!(read("a=b=c&&x=%zz"), json!({"a": "b=c", "x": "%zz"}));
    }

    #[test]
    fn lists_are_made_by_brackets_and_by_repetition() {
        for text in
            ["phone[]=a&phone[]=b", "phone=a&phone=b", "phone[0]=a&phone[1]=b", "phone%5B%5D=a&phone[]=b"]
        {
            assert_eq!(read(text), json!({"phone": ["a", "b"]}), "{text}");
        }
        assert_eq!(read("phone[]=a"), json!({"phone": ["a"]}));
        assert_eq!(read("a=1&a[b]=2"), json!({"a": ["1", {"b": "2"}]}));
    }

    #[test]
    fn brackets_with_names_nest() {
        assert_eq!(
            read("options[delay]=5&options[list][]=x&options[list][]=y"),
            json!({"options": {"delay": "5", "list": ["x", "y"]}})
        );
        assert_eq!(read("a[100]=x"), json!({"a": {"100": "x"}}));
        assert_eq!(
            read("a[b][c][d][e][f][g]=x"),
            json!({"a": {"b": {"c": {"d": {"e": {"f": {"[g]": "x"}}}}}}})
        );
    }

    #[test]
    fn decoding_a_parameter_fails_where_javascript_throws() {
        assert_eq!(percent_decode("a%2Fb").as_deref(), Some("a/b"));
        for bad in ["%zz", "%", "%e4", "%2"] {
            assert_eq!(percent_decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_true_and_false_become_booleans() {
        let query = with_booleans(parse("a=true&b=false&c=True&d[]=true&e=1", QUERY_DEPTH));
        assert_eq!(Value::Object(query), json!({"a": true, "b": false, "c": "True", "d": [true], "e": "1"}));
    }
}
