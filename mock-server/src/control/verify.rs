//! Was a request made, and if not, which one came nearest?

use axum::Extension;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::Refusal;
use super::{Answer, body};
use crate::driver::Driver;
use crate::world::journal::Entry;

/// What is expected to be in the journal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    operation: String,
    #[serde(default)]
    session: Option<String>,
    /// Keys that the body must have; more are allowed.
    #[serde(default)]
    body: Option<Value>,
    /// Exactly so often; left out: at least once.
    #[serde(default)]
    times: Option<usize>,
}

const HINT: &str = r#"{"operation": id, "session"?: name, "body"?: keys that must be there, "times"?: exactly so often (left out: at least once)}"#;

pub(super) async fn verify(Extension(driver): Extension<Driver>, raw: Bytes) -> Answer {
    let expected: Expected = body::read(&raw, HINT)?;
    if wppkit_api::by_id(&expected.operation).is_none() {
        let error =
            format!("`operation`: `{}` is no operation; GET /operations lists them", expected.operation);
        return Err(Refusal::malformed(error, HINT));
    }
    let world = driver.lock();
    let compared: Vec<_> = world.journal.iter().map(|entry| (entry, differences(&expected, entry))).collect();
    let matched = compared.iter().filter(|(_, differences)| differences.is_empty()).count();
    if expected.times.map_or(matched > 0, |times| matched == times) {
        return Ok(super::json(&json!({"matched": matched})));
    }
    let wanted = expected.times.map_or_else(|| "at least 1".to_owned(), |times| times.to_string());
    let error = format!("{} was called {matched} times like this, expected {wanted}", expected.operation);
    let missed = compared.iter().filter(|(_, differences)| !differences.is_empty());
    let nearest = missed.min_by_key(|(entry, differences)| {
        let other_operation = entry.arrival.operation != Some(&expected.operation);
        (other_operation, differences.len(), std::cmp::Reverse(entry.id))
    });
    let (hint, nearest) = match nearest {
        Some((entry, differences)) => {
            let hint = format!("nearest miss: {}", differences.join("; "));
            (hint, json!({"request": entry.to_json(), "differences": differences}))
        }
        None => ("no other request was made".to_owned(), Value::Null),
    };
    Err(Refusal::conflict(error, hint).with("nearest", nearest))
}

/// In what a request differs from the expected one.
fn differences(expected: &Expected, entry: &Entry) -> Vec<String> {
    let mut list = Vec::new();
    let operation = entry.arrival.operation.unwrap_or("no operation");
    if operation != expected.operation {
        list.push(format!("operation: expected {}, was {operation}", expected.operation));
    }
    if let Some(session) = &expected.session
        && entry.arrival.session.as_deref() != Some(session)
    {
        list.push(format!(
            "session: expected {session}, was {}",
            entry.arrival.session.as_deref().unwrap_or("none")
        ));
    }
    if let Some(body) = &expected.body {
        compare("body", body, &entry.body(), &mut list);
    }
    list
}

/// Objects may have more keys than expected; everything else is equal or different.
fn compare(at: &str, expected: &Value, found: &Value, list: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for (key, expected) in expected {
                compare(&format!("{at}.{key}"), expected, found.get(key).unwrap_or(&Value::Null), list);
            }
        }
        _ if expected == found => {}
        _ => list.push(format!("{at}: expected {expected}, was {found}")),
    }
}
