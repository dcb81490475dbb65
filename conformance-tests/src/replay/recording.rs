//! The file format of recorded exchanges: one JSON object per line.

use crate::control::ClientCall;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// A file of recordings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not a recording.
    #[error("{} line {line}: {source}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// Why.
        source: serde_json::Error,
    },
}

/// One recorded exchange.
#[derive(Debug, Clone, Deserialize)]
pub struct Recording {
    /// Name of the exchange, unique in its file.
    pub id: String,
    /// Kind of exchange, such as `routes` or `session`.
    pub group: String,
    /// Method and path template.
    pub route: String,
    /// What held before the request.
    #[serde(default)]
    pub precondition: Map<String, Value>,
    /// What was sent.
    pub request: RecordedRequest,
    /// What came back.
    pub response: RecordedResponse,
    /// Webhook bodies that followed.
    #[serde(default)]
    pub webhooks: Vec<Value>,
    /// Socket events that followed.
    #[serde(default)]
    pub socketio: Vec<SocketEvent>,
    /// Library calls below the handler.
    #[serde(default)]
    pub client_calls: Vec<ClientCall>,
    /// What the recorder could not see: `client_calls`, `socketio`. It is not compared.
    #[serde(default)]
    pub unseen: Vec<String>,
}

/// The request of a recording.
#[derive(Debug, Clone, Deserialize)]
pub struct RecordedRequest {
    /// Method word.
    pub method: String,
    /// Path and query, with placeholders.
    pub path: String,
    /// Headers, with placeholders.
    #[serde(default)]
    pub headers: Map<String, Value>,
    /// JSON body (any type), or raw text.
    #[serde(default, deserialize_with = "present")]
    pub body: Option<Value>,
    /// Multipart form.
    #[serde(default)]
    pub multipart: Option<Multipart>,
}

/// A recorded multipart form.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Multipart {
    /// Text fields.
    #[serde(default)]
    pub fields: Map<String, Value>,
    /// Files.
    #[serde(default)]
    pub files: Vec<MultipartFile>,
}

/// One file of a recorded form: its content was not kept, its size was.
#[derive(Debug, Clone, Deserialize)]
pub struct MultipartFile {
    /// Form field.
    pub field: String,
    /// File name.
    pub filename: String,
    /// Media type.
    pub content_type: String,
    /// Size in bytes.
    #[serde(default)]
    pub bytes: usize,
}

/// The answer of a recording.
#[derive(Debug, Clone, Deserialize)]
pub struct RecordedResponse {
    /// Status; absent when there was no answer.
    #[serde(default)]
    pub status: Option<u16>,
    /// Headers.
    #[serde(default)]
    pub headers: Map<String, Value>,
    /// Body: JSON, or text.
    #[serde(default)]
    pub body: Value,
    /// No answer came.
    #[serde(default)]
    pub hang: bool,
    /// The body was empty.
    #[serde(default)]
    pub empty: bool,
}

/// One recorded socket event.
#[derive(Debug, Clone, Deserialize)]
pub struct SocketEvent {
    /// Name.
    pub event: String,
    /// Payload.
    #[serde(default)]
    pub data: Value,
}

impl Recording {
    /// Session named by the request path; `None` for routes without one.
    #[must_use]
    pub fn session(&self) -> Option<&str> {
        let template = self.route.split(' ').next_back()?;
        if !template.starts_with("/api/{session}") {
            return None;
        }
        let segment = self.request.path.strip_prefix("/api/")?.split('/').next()?;
        Some(segment.split(':').next().unwrap_or(segment))
    }

    /// The precondition `session_state`, or empty.
    #[must_use]
    pub fn session_state(&self) -> &str {
        self.precondition.get("session_state").and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether the recorder saw that part of what happened.
    #[must_use]
    pub fn saw(&self, part: &str) -> bool {
        !self.unseen.iter().any(|unseen| unseen == part)
    }

    /// Whether the line goes on from the state that the lines before it left.
    #[must_use]
    pub fn follows(&self) -> bool {
        self.group == "secret" || self.precondition.contains_key("after")
    }
}

/// Reads every recording of a file, in order.
pub fn load(path: &Path) -> Result<Vec<Recording>, RecordingError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| RecordingError::File { path: path.to_owned(), source })?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|source| RecordingError::Line {
                path: path.to_owned(),
                line: index + 1,
                source,
            })
        })
        .collect()
}

/// Keeps a JSON `null` apart from an absent key.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(route: &str, path: &str) -> Recording {
        serde_json::from_value(serde_json::json!({
            "id": "x", "group": "routes", "route": route,
            "request": {"method": "GET", "path": path},
            "response": {"status": 200},
        }))
        .unwrap()
    }

    #[test]
    fn the_session_is_the_path_segment_without_its_token() {
        let one = line("GET /api/{session}/status-session", "/api/main:{{token}}/status-session");
        assert_eq!(one.session(), Some("main"));
        assert_eq!(line("GET /healthz", "/healthz").session(), None);
        assert_eq!(
            line("GET /api/{secretkey}/show-all-sessions", "/api/S/show-all-sessions").session(),
            None
        );
    }

    #[test]
    fn a_null_body_differs_from_no_body() {
        let with: RecordedRequest =
            serde_json::from_str(r#"{"method":"POST","path":"/","body":null}"#).unwrap();
        assert_eq!(with.body, Some(Value::Null));
        let without: RecordedRequest = serde_json::from_str(r#"{"method":"POST","path":"/"}"#).unwrap();
        assert_eq!(without.body, None);
    }
}
