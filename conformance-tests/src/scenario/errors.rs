//! The error of a call, held against the expected one.

use super::matcher::matches;
use super::model::ErrorExpectation;
use super::variables::Variables;
use crate::target::CallError;
use serde_json::{Map, Value, json};

/// What of an error is not as expected. What only an SDK knows is not asked of a target without one.
pub(super) fn error_problems(
    expected: &ErrorExpectation,
    error: &CallError,
    is_sdk: bool,
    variables: &Variables<'_>,
) -> Result<Vec<String>, String> {
    let mut wanted = Map::new();
    wanted.extend(expected.status.map(|status| ("status".to_owned(), json!(status))));
    if let Some(body) = &expected.body {
        wanted.insert("body".to_owned(), variables.fill(body)?);
    }
    if is_sdk {
        wanted.extend(expected.code.as_ref().map(|code| ("code".to_owned(), json!(code))));
        wanted.extend(expected.delivery.as_ref().map(|delivery| ("delivery".to_owned(), json!(delivery))));
        wanted.extend(expected.temporary.map(|temporary| ("temporary".to_owned(), json!(temporary))));
        wanted
            .extend(expected.operation.as_ref().map(|operation| ("operation".to_owned(), json!(operation))));
    }
    let got = serde_json::to_value(error).map_err(|error| error.to_string())?;
    let mut problems = matches(&Value::Object(wanted), &got);
    if let (Some(part), true) = (&expected.mentions, is_sdk) {
        let part = variables.text(part)?;
        let said = format!("{} {}", error.message, error.hint.as_deref().unwrap_or_default());
        if !said.to_lowercase().contains(&part.to_lowercase()) {
            problems.push(format!("expected message or hint to mention {part:?}"));
        }
    }
    if !problems.is_empty() {
        problems.push(format!("the error is {}", describe(error)));
    }
    Ok(problems)
}

/// An error in one line.
pub(super) fn describe(error: &CallError) -> String {
    let code = error.code.as_deref().unwrap_or("no code");
    let status = error.status.map_or_else(|| "no status".to_owned(), |status| format!("status {status}"));
    let delivery = error.delivery.as_deref().map(|d| format!(", delivery {d}")).unwrap_or_default();
    format!("{code}, {status}{delivery}: {} {}", error.message, crate::replay::compare::brief(&error.body))
}
