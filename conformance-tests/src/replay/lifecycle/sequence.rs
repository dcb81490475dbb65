//! The file format of recorded life cycles: sequences of what was done and what was seen, with millisecond offsets.

use crate::replay::recording::{RecordedResponse, RecordingError};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;

/// One recorded sequence.
#[derive(Debug, Clone, Deserialize)]
pub struct Sequence {
    /// Short name, such as `07-logout`.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// Session that it is about.
    pub session: String,
    /// How many polls were made; only those that brought something new are among the events.
    #[serde(default)]
    pub polls_made: u64,
    /// What the recorder noted.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What was done and seen, in order.
    pub events: Vec<Event>,
}

impl Sequence {
    /// Milliseconds between two polls of the same route: what lasts no longer may have gone unseen.
    #[must_use]
    pub fn polling_period(&self) -> u64 {
        let polls = || self.events.iter().filter(|event| event.kind == "poll");
        let routes: std::collections::BTreeSet<_> = polls().map(|event| &event.request).collect();
        let last = self.events.last().map_or(0, |event| event.ms);
        last * routes.len() as u64 / self.polls_made.max(1)
    }

    /// Whether its events are about contacts, groups and messages of the recorded account.
    #[must_use]
    pub fn needs_recorded_world(&self) -> bool {
        let known = ["reaction", "poll", "label", "participants"];
        self.events.iter().any(|event| event.action.as_deref().is_some_and(|action| known.contains(&action)))
    }

    /// Library calls that no request caused, where the recorder noted them.
    #[must_use]
    pub fn noted_calls(&self) -> Option<Vec<Value>> {
        let mut noted = None;
        for note in &self.notes {
            let Some(calls) = note.strip_prefix("client calls while ").and_then(|note| note.split_once(": "))
            else {
                continue;
            };
            let calls: Vec<Value> = serde_json::from_str(calls.1).ok()?;
            noted.get_or_insert_with(Vec::new).extend(calls);
        }
        noted
    }

    /// Spans in which the server process was down, or not yet seen up again.
    #[must_use]
    pub fn downtimes(&self) -> Vec<std::ops::Range<u64>> {
        let mut spans = Vec::new();
        let mut since = None;
        for event in &self.events {
            let down = ["SIGKILL the server process", "start the server process"];
            if event.action.as_deref().is_some_and(|action| down.contains(&action)) {
                since = since.or(Some(event.ms));
            }
            let answered = event.response.as_ref().is_some_and(|answer| answer.status.is_some());
            if event.kind == "poll"
                && answered
                && let Some(start) = since.take()
            {
                spans.push(start..event.ms);
            }
        }
        spans
    }
}

/// One entry of a sequence.
#[derive(Debug, Clone, Deserialize)]
pub struct Event {
    /// Milliseconds since the start of the sequence.
    pub ms: u64,
    /// `http-request`, `http-response`, `poll`, `webhook`, `webhook(per-session url)`, `socketio`, `library`,
    /// `phone/world` or `process-exit`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Method and path of a request, an answer or a poll.
    #[serde(default)]
    pub request: Option<String>,
    /// Body of a request or webhook, argument of an action.
    #[serde(default)]
    pub body: Option<Value>,
    /// Answer of a request or poll.
    #[serde(default)]
    pub response: Option<Answer>,
    /// Name of a socket event.
    #[serde(default)]
    pub event: Option<String>,
    /// Payload of a socket event.
    #[serde(default)]
    pub data: Value,
    /// What the phone, the browser or the operator did.
    #[serde(default)]
    pub action: Option<String>,
    /// Session of a library callback.
    #[serde(default)]
    pub session: Option<String>,
    /// Name of a library callback.
    #[serde(default)]
    pub callback: Option<String>,
    /// Arguments of a library callback.
    #[serde(default)]
    pub args: Vec<Value>,
}

/// A recorded answer, or the reason why there was none.
#[derive(Debug, Clone, Deserialize)]
pub struct Answer {
    /// Status; absent when the connection failed.
    #[serde(default)]
    pub status: Option<u16>,
    /// Body.
    #[serde(default)]
    pub body: Value,
}

impl Answer {
    /// The answer in the form in which exchanges are recorded.
    #[must_use]
    pub fn recorded(&self) -> RecordedResponse {
        let media = if self.body.get("base64_png").is_some() { "image/png" } else { "application/json" };
        let headers = [("content-type".to_owned(), Value::from(media))].into_iter().collect();
        RecordedResponse { status: self.status, headers, body: self.body.clone(), hang: false, empty: false }
    }
}

impl Event {
    /// Whether it is a webhook, wherever it went.
    #[must_use]
    pub fn is_webhook(&self) -> bool {
        self.kind.starts_with("webhook")
    }

    /// Whether it is that library callback of that session, with that first argument if one is named.
    #[must_use]
    pub fn is_callback(&self, session: &str, callback: &str, argument: Option<&str>) -> bool {
        self.kind == "library"
            && self.session.as_deref() == Some(session)
            && self.callback.as_deref() == Some(callback)
            && argument.is_none_or(|wanted| self.args.first().and_then(Value::as_str) == Some(wanted))
    }
}

/// Reads every sequence of a file, in order.
pub fn load(path: &Path) -> Result<Vec<Sequence>, RecordingError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| RecordingError::File { path: path.to_owned(), source })?;
    serde_json::from_str(&text).map_err(|source| RecordingError::Line {
        path: path.to_owned(),
        line: source.line(),
        source,
    })
}
