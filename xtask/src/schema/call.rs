//! Operations and helpers as a facade needs them.

use serde::Serialize;
use serde_json::Value;
use wppkit_api::{Effect, HelperEntry, OperationEntry, TimeoutClass, Unsupported};

use super::{Error, Field, Shape, camel, names, parse::Parser, pascal};

/// A documentation text: first paragraph and the rest.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Docs {
    /// The first paragraph; may have line breaks.
    pub(crate) summary: String,
    /// What follows it; empty for most.
    pub(crate) details: String,
}

impl Docs {
    /// The description of a schema.
    pub(crate) fn of(schema: &Value) -> Self {
        let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        let (summary, details) = text.split_once("\n\n").unwrap_or((text, ""));
        Self { summary: summary.to_owned(), details: details.to_owned() }
    }

    /// Both parts, a blank line between them.
    pub(crate) fn text(&self) -> String {
        if self.details.is_empty() {
            self.summary.clone()
        } else {
            format!("{}\n\n{}", self.summary, self.details)
        }
    }
}

/// One call: an operation of the server, or a helper of several steps.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Call {
    /// Kebab-case, what the bridge calls it.
    pub(crate) id: &'static str,
    pub(crate) snake: String,
    pub(crate) camel: String,
    pub(crate) pascal: String,
    /// Group of an operation; helpers hang on the session itself.
    pub(crate) group: Option<&'static str>,
    pub(crate) docs: Docs,
    /// `POST`, … of an operation.
    pub(crate) method: Option<&'static str>,
    /// Path template of an operation.
    pub(crate) path: Option<&'static str>,
    /// `read`, `set` (both repeatable) or `send`.
    pub(crate) effect: &'static str,
    /// On a session; else on the client.
    pub(crate) has_session: bool,
    pub(crate) needs_connected: bool,
    pub(crate) needs_secret: bool,
    /// Default deadline of one attempt of an operation.
    pub(crate) timeout_seconds: Option<u16>,
    /// Whether a file may stand beside the request.
    pub(crate) takes_file: bool,
    /// Whether the content of a file comes beside the answer.
    pub(crate) gives_bytes: bool,
    /// First server version that has the route.
    pub(crate) since: Option<&'static str>,
    /// Why it is refused, if it is.
    pub(crate) unsupported: Option<Unsupported>,
    /// Name of the request's struct.
    pub(crate) request: String,
    /// The request's fields in order, the required ones not necessarily first.
    pub(crate) fields: Vec<Field>,
    /// The payload.
    pub(crate) response: Shape,
}

impl Call {
    pub(super) fn operation(entry: &OperationEntry) -> Self {
        let meta = &entry.meta;
        Self {
            group: Some(meta.group.as_str()),
            method: Some(meta.method.as_str()),
            path: Some(meta.path),
            has_session: meta.has_session(),
            needs_connected: meta.needs_connected,
            timeout_seconds: Some(match meta.timeout {
                TimeoutClass::Normal => 60,
                TimeoutClass::Session => 90,
                TimeoutClass::Media => 180,
            }),
            takes_file: meta.multipart.is_some(),
            gives_bytes: false,
            since: Some(meta.since),
            unsupported: meta.unsupported,
            ..Self::new(meta.id, meta.effect)
        }
    }

    pub(super) fn helper(entry: &HelperEntry) -> Self {
        Self {
            needs_secret: entry.meta.needs_secret,
            takes_file: entry.meta.id == "send-media",
            gives_bytes: entry.meta.id == "download",
            ..Self::new(entry.meta.id, entry.meta.effect)
        }
    }

    fn new(id: &'static str, effect: Effect) -> Self {
        Self {
            id,
            snake: names::snake(id),
            camel: camel(id),
            pascal: pascal(id),
            group: None,
            docs: Docs::default(),
            method: None,
            path: None,
            effect: match effect {
                Effect::Read => "read",
                Effect::Set => "set",
                Effect::Send => "send",
            },
            has_session: true,
            needs_connected: false,
            needs_secret: false,
            timeout_seconds: None,
            takes_file: false,
            gives_bytes: false,
            since: None,
            unsupported: None,
            request: String::new(),
            fields: Vec::new(),
            response: Shape::Null,
        }
    }

    /// Adds what the schemas say.
    pub(super) fn typed(self, parser: &Parser, request: &Value, response: &Value) -> Result<Self, Error> {
        let (request, docs, fields) = parser.request(self.id, request)?;
        let response = parser.shape(&format!("{}Answer", self.pascal), response)?;
        Ok(Self { request, docs, fields, response, ..self })
    }
}
