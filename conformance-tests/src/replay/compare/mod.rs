//! When an answer counts as the same: one rule per kind of evidence.

mod answer;
mod calls;
mod events;
mod html;
mod json;

pub use answer::{Outcome, compare_answer};
pub use calls::compare_calls;
pub use events::{Event, compare_events, events_covered, recorded_events};
pub use json::compare_json;

use serde_json::Value;

/// One way in which the mock differs from the recording.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Difference {
    /// Where and what, the same text for the same cause in different recordings.
    pub cause: String,
    /// The two values.
    pub detail: String,
}

impl Difference {
    pub(crate) fn new(cause: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { cause: cause.into(), detail: detail.into() }
    }
}

/// Name of a JSON type.
#[must_use]
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A value as one short line.
#[must_use]
pub fn brief(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 120 { text } else { text.chars().take(119).chain(['…']).collect() }
}
