//! Reads JSON as a type, and says what is wrong with it in words for people who write Python or JavaScript.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::InvalidField;

/// Characters of an explanation that are shown: the parser may quote a whole file in base64.
const SHOWN: usize = 160;

/// Reads a JSON value as a type.
///
/// # Errors
/// The path of the field (`request` for the value as a whole), what is wrong with it, and what is accepted instead.
/// Texts are not quoted: they may be secrets or whole files.
pub fn read_json<T: DeserializeOwned>(value: &Value) -> Result<T, InvalidField> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        refusal(&path, &error.into_inner().to_string())
    })
}

/// The refusal for what serde says of the value at this path.
fn refusal(path: &str, said: &str) -> InvalidField {
    let place = if path == "." { "request" } else { path };
    let inside = |name: &str| match path {
        "." => name.to_owned(),
        _ if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        _ => format!("{path}.{name}"),
    };
    if let Some((name, rest)) = quoted_after(said, "unknown field ") {
        let known = quoted(rest);
        let known = if known.is_empty() { "no field at all".to_owned() } else { known.join(", ") };
        return InvalidField::new(inside(name), "unknown field", known);
    }
    if let Some((name, _)) = quoted_after(said, "missing field ") {
        return InvalidField::new(inside(name), "missing field", "a value for it");
    }
    if let Some((name, rest)) = quoted_after(said, "unknown variant ") {
        let name: String = name.chars().take(SHOWN / 2).collect();
        return InvalidField::new(place, format!("there is no {name:?}"), quoted(rest).join(", "));
    }
    let mismatch = ["invalid type: ", "invalid value: ", "invalid length "].iter().find_map(|kind| {
        let (given, expected) = said.strip_prefix(kind)?.rsplit_once(", expected ")?;
        Some((given, expected_words(expected)))
    });
    if let Some((given, accepted)) = mismatch {
        let given = given_words(given, accepted.contains("number"));
        return InvalidField::new(place, format!("must be {accepted}, not {given}"), accepted);
    }
    if said == "invalid IP address syntax" {
        return InvalidField::new(place, "is no IP address", "an IP address, such as 10.0.0.5");
    }
    let problem: String = said.chars().take(SHOWN).collect();
    let accepted = problem.strip_prefix("must be ").unwrap_or("what the reference says of it").to_owned();
    InvalidField::new(place, problem, accepted)
}

/// The name in backticks behind this beginning, and what follows it.
fn quoted_after<'a>(said: &'a str, start: &str) -> Option<(&'a str, &'a str)> {
    said.strip_prefix(start)?.strip_prefix('`')?.split_once('`')
}

/// All names in backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// What serde expects, without the names of Rust.
fn expected_words(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number from 0",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a string" => "a text",
        "path string" => "a path as text",
        "IP address" => "an IP address as text",
        "a sequence" => "a list",
        "a map" => "an object",
        "string or map" => "a text or an object",
        _ if expected.starts_with("struct ") || expected.starts_with("a JSON object") => "an object",
        _ if expected.starts_with("tuple") || expected.starts_with("a tuple") => "a list",
        own => own,
    }
}

/// What serde found. Numbers are told where a number is expected, nothing else is.
fn given_words(given: &str, tell: bool) -> &str {
    let value = given.split('`').nth(1).filter(|_| tell);
    match given.split([' ', '`']).next().unwrap_or_default() {
        "string" => "a text",
        "boolean" => "true or false",
        "integer" | "floating" => value.unwrap_or("a number"),
        "null" | "unit" => "null",
        "sequence" => "a list",
        "map" => "an object",
        _ => "this",
    }
}

#[cfg(test)]
mod tests {
    use std::{net::IpAddr, path::PathBuf};

    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::types::{OneOrMany, Secret};

    #[derive(Debug, Default, Deserialize)]
    #[serde(deny_unknown_fields, default, rename_all = "camelCase")]
    #[allow(dead_code)]
    struct Settings {
        count: Option<u32>,
        budget: Option<f32>,
        name: Option<String>,
        secret: Option<Secret>,
        flag: Option<bool>,
        list: Option<Vec<String>>,
        inner: Option<Inner>,
        phone: Option<OneOrMany<String>>,
        file: Option<PathBuf>,
        peer: Option<IpAddr>,
        word: Option<Word>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Inner {
        id: String,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        First,
        All,
    }

    #[test]
    fn a_wrong_value_is_named_with_what_is_accepted_and_no_word_of_rust() {
        for (given, field, problem, accepted) in [
            (
                json!({"count": "5"}),
                "count",
                "must be a whole number from 0, not a text",
                "a whole number from 0",
            ),
            (json!({"count": -1}), "count", "must be a whole number from 0, not -1", "a whole number from 0"),
            (
                json!({"count": 1.5}),
                "count",
                "must be a whole number from 0, not 1.5",
                "a whole number from 0",
            ),
            (json!({"budget": true}), "budget", "must be a number, not true or false", "a number"),
            (json!({"name": 5}), "name", "must be a text, not a number", "a text"),
            (json!({"secret": 4711}), "secret", "must be a text, not a number", "a text"),
            (json!({"flag": "no"}), "flag", "must be true or false, not a text", "true or false"),
            (json!({"list": "a"}), "list", "must be a list, not a text", "a list"),
            (json!({"list": [null]}), "list[0]", "must be a text, not null", "a text"),
            (json!({"inner": 5}), "inner", "must be an object, not a number", "an object"),
            (json!({"inner": {}}), "inner.id", "missing field", "a value for it"),
            (json!({"inner": {"di": 1}}), "inner.di", "unknown field", "id"),
            (json!({"phone": 5}), "phone", "must be a text or a list of texts", "a text or a list of texts"),
            (json!({"file": []}), "file", "must be a path as text, not a list", "a path as text"),
            (
                json!({"peer": 5}),
                "peer",
                "must be an IP address as text, not a number",
                "an IP address as text",
            ),
            (json!({"peer": "localhost"}), "peer", "is no IP address", "an IP address, such as 10.0.0.5"),
            (json!({"word": "last"}), "word", "there is no \"last\"", "first, all"),
            (json!([]), "request", "must be an object, not a list", "an object"),
        ] {
            // A list would be taken for the fields in order.
            let read = if given.is_array() {
                read_json::<std::collections::HashMap<String, Value>>(&given).map(drop)
            } else {
                read_json::<Settings>(&given).map(drop)
            };
            assert_eq!(read, Err(InvalidField::new(field, problem, accepted)), "{given}");
        }
    }

    #[test]
    fn an_unknown_field_is_told_which_there_are() {
        let unknown = read_json::<Settings>(&json!({"cuont": 5})).unwrap_err();
        assert_eq!((&*unknown.field, &*unknown.problem), ("cuont", "unknown field"));
        assert!(unknown.accepted.starts_with("count, budget, name, "), "{unknown}");
    }

    #[test]
    fn no_text_is_quoted() {
        let unfit = read_json::<Settings>(&json!({"count": "TOPSECRET"})).unwrap_err();
        assert!(!unfit.to_string().contains("TOPSECRET"), "{unfit}");
    }
}
