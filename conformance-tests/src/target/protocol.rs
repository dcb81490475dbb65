//! The adapter protocol: one JSON line per call in, one per stage and one per result out.

use super::{CallResult, TargetError};
use crate::scenario::model::Minting;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::mpsc::UnboundedSender;

/// Settings of a client, complete.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Address of the server.
    pub url: String,
    /// Secret key of the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_key: Option<String>,
    /// A ready token instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Deadline of each call, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// How often a repeatable call is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// After so many milliseconds in INITIALIZING a session counts as stuck; 30 000 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stuck_after_ms: Option<u64>,
    /// Where tokens come from.
    #[serde(default)]
    pub mint: Minting,
}

/// One call: `{"id":1,"client":{…},"session":"shop","call":"send-text","with":{…}}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Counted up by the runner; every line of the answer repeats it.
    pub id: u64,
    /// Settings of the client. The same settings mean the same client within a scenario.
    pub client: Settings,
    /// Session.
    pub session: String,
    /// Operation id or name of a helper, in kebab-case.
    pub call: String,
    /// Arguments.
    pub with: Map<String, Value>,
    /// The caller cancels the call after so many milliseconds; its error is then `cancelled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_after_ms: Option<u64>,
}

/// The error of a call, as every language has it. Also the JSON form in an adapter's answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CallError {
    /// Stable code; a target without SDK has none.
    #[serde(default)]
    pub code: Option<String>,
    /// What is said to a person.
    #[serde(default)]
    pub message: String,
    /// What to do next.
    #[serde(default)]
    pub hint: Option<String>,
    /// Operation that failed.
    #[serde(default)]
    pub operation: Option<String>,
    /// Session.
    #[serde(default)]
    pub session: Option<String>,
    /// Status of the answer.
    #[serde(default)]
    pub status: Option<u16>,
    /// Body of the answer: JSON if it is JSON, else text.
    #[serde(default)]
    pub body: Value,
    /// `not_sent` or `unknown`.
    #[serde(default)]
    pub delivery: Option<String>,
    /// Whether the same call may succeed later.
    #[serde(default)]
    pub temporary: Option<bool>,
}

/// One line from an adapter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// The call that it belongs to.
    pub(super) id: u64,
    /// A stage of a stream; more lines follow.
    #[serde(default, deserialize_with = "present")]
    pub(super) stage: Option<Value>,
    /// The result; the last line.
    #[serde(default, deserialize_with = "present")]
    pub(super) ok: Option<Value>,
    /// The error; the last line.
    #[serde(default)]
    pub(super) error: Option<CallError>,
    /// The client has nothing for this call, and why; the last line.
    #[serde(default)]
    pub(super) unsupported: Option<String>,
}

impl Line {
    /// Reads what an adapter wrote.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| format!("wrote {text:?}, which is no answer: {error}"))
    }

    /// Passes a stage on, or tells how the call ended.
    pub(super) fn follow(self, stages: &UnboundedSender<Value>) -> Result<Option<CallResult>, String> {
        Ok(Some(match (self.stage, self.ok, self.error, self.unsupported) {
            (Some(stage), None, None, None) => {
                // Nobody listens if the scenario is over.
                drop(stages.send(stage));
                return Ok(None);
            }
            (None, Some(ok), None, None) => Ok(Ok(ok)),
            (None, None, Some(error), None) => Ok(Err(error)),
            (None, None, None, Some(why)) => Err(TargetError::Unsupported(why)),
            _ => return Err("a line has one of stage, ok, error, unsupported".to_owned()),
        }))
    }
}

/// An adapter that cannot be used, or does not keep to the protocol.
pub(super) fn broken(adapter: &str, problem: impl std::fmt::Display) -> TargetError {
    TargetError::Broken(format!("the adapter {adapter}: {problem}"))
}

/// Keeps a JSON `null` apart from an absent key.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A body as JSON if it is JSON, else as text.
pub(super) fn body_value(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).into_owned()))
}

/// A call, for the tests of targets.
#[cfg(test)]
pub(super) fn call(id: u64, name: &str) -> Call {
    Call {
        id,
        client: Settings {
            url: "http://h".into(),
            secret_key: None,
            token: None,
            timeout_ms: None,
            retries: None,
            stuck_after_ms: None,
            mint: Minting::Local,
        },
        session: "shop".into(),
        call: name.into(),
        with: Map::new(),
        cancel_after_ms: None,
    }
}
