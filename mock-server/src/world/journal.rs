//! The journal of requests with the library calls made below each.

use std::collections::VecDeque;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::effect::RequestId;

/// The journal forgets its oldest requests beyond this many bytes.
const LIMIT_BYTES: usize = 4 << 20;
/// What an entry costs besides its texts, roughly.
const ENTRY_BYTES: usize = 1_024;
/// Texts in arguments that are longer are kept by their beginning and length.
const LONG_TEXT: usize = 1_000;
/// What is kept of them.
const LONG_TEXT_HEAD: usize = 40;

/// A call of the WhatsApp library made by the server.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientCall {
    /// Session whose client was called.
    pub session: Box<str>,
    /// Method of the library.
    pub method: Box<str>,
    /// Its arguments.
    pub args: Vec<Value>,
}

impl ClientCall {
    /// The call as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({"session": self.session, "method": self.method, "args": self.args})
    }
}

/// Something that the server only logs: a second answer that Express refused, an answer lost in the hook, a
/// rejection that nobody handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerError {
    /// `code` of the error, e.g. `ERR_HTTP_HEADERS_SENT`.
    pub code: Option<Box<str>>,
    /// Its text.
    pub message: Box<str>,
}

impl ServerError {
    fn to_json(&self) -> Value {
        match &self.code {
            Some(code) => json!({"code": code, "message": self.message}),
            None => json!({"message": self.message}),
        }
    }
}

/// Whether a request has its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Progress {
    /// Still running or waiting.
    #[default]
    Open,
    /// Answered with this status.
    Answered(u16),
    /// The handler is through and no answer will ever come.
    Never,
    /// A wire fault or a closed connection kept the answer from arriving.
    Lost,
}

/// What is known of a request when it arrives.
#[derive(Debug, Clone, Default)]
pub struct Arrival {
    /// Operation id; none for a route that is no operation.
    pub operation: Option<&'static str>,
    /// Session named by the path.
    pub session: Option<Box<str>>,
    /// Method word.
    pub method: Box<str>,
    /// Path and query as sent, without secret key and token.
    pub path: Box<str>,
    /// Query parameters as the handlers see them; `null` if there were none.
    pub query: Value,
    /// Headers, one `name: value` a line, without secrets.
    pub headers: Box<str>,
    /// Body as read, as JSON text; empty if there was none.
    pub body: Bytes,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number, counted up from 1.
    pub id: RequestId,
    /// Virtual time of arrival.
    pub at_ms: u64,
    /// What arrived.
    pub arrival: Arrival,
    /// Library calls that it caused, in order.
    pub client_calls: Vec<ClientCall>,
    /// What the server logged on the way, in order.
    pub server_errors: Vec<ServerError>,
    /// The wire fault that struck it.
    pub fault: Option<Value>,
    /// Whether it was answered.
    pub progress: Progress,
}

impl Entry {
    /// The body as JSON; `null` if there was none or it is no JSON.
    #[must_use]
    pub fn body(&self) -> Value {
        serde_json::from_slice(&self.arrival.body).unwrap_or_default()
    }

    /// The entry as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut entry = self.to_json_without_body();
        entry["body"] = self.body();
        entry
    }

    /// The entry as JSON, with `body` null: cheap whatever was sent.
    #[must_use]
    pub fn to_json_without_body(&self) -> Value {
        let (answered, status) = match self.progress {
            Progress::Open => (Value::Null, None),
            Progress::Answered(status) => (json!(true), Some(status)),
            Progress::Never | Progress::Lost => (json!(false), None),
        };
        let calls: Vec<_> = self.client_calls.iter().map(ClientCall::to_json).collect();
        let errors: Vec<_> = self.server_errors.iter().map(ServerError::to_json).collect();
        let headers: Map<String, Value> = self
            .arrival
            .headers
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        json!({
            "id": self.id, "at_ms": self.at_ms, "operation": self.arrival.operation, "session": self.arrival.session,
            "method": self.arrival.method, "path": self.arrival.path, "query": self.arrival.query,
            "headers": headers, "body": null, "answered": answered, "status": status,
            "client_calls": calls, "server_errors": errors, "fault": self.fault,
        })
    }

    fn size(&self) -> usize {
        ENTRY_BYTES + self.arrival.body.len() + self.arrival.path.len() + self.arrival.headers.len()
    }
}

/// All requests and all library calls, oldest first.
#[derive(Debug, Default)]
pub struct Journal {
    entries: VecDeque<Entry>,
    bytes: usize,
    last: u64,
    /// Library calls that no request in the journal caused.
    background: VecDeque<ClientCall>,
}

impl Journal {
    /// Writes down that a request arrived.
    pub fn begin(&mut self, at_ms: u64, arrival: Arrival) -> RequestId {
        self.last += 1;
        let id = RequestId(self.last);
        let entry = Entry {
            id,
            at_ms,
            arrival,
            client_calls: Vec::new(),
            server_errors: Vec::new(),
            fault: None,
            progress: Progress::Open,
        };
        self.bytes += entry.size();
        self.entries.push_back(entry);
        while self.bytes > LIMIT_BYTES && self.entries.len() > 1 {
            self.bytes -= self.entries.pop_front().map_or(0, |oldest| oldest.size());
        }
        id
    }

    /// Writes down how a request ended. The first answer counts.
    pub fn end(&mut self, id: RequestId, progress: Progress) {
        if let Some(entry) = self.get_mut(id)
            && entry.progress == Progress::Open
        {
            entry.progress = progress;
        }
    }

    /// Writes down what the server logged about a request.
    pub fn server_error(&mut self, id: RequestId, code: Option<&str>, message: impl Into<Box<str>>) {
        if let Some(entry) = self.get_mut(id) {
            let error = ServerError { code: code.map(Into::into), message: message.into() };
            entry.server_errors.push(error);
        }
    }

    /// Writes down the wire fault that struck a request.
    pub fn faulted(&mut self, id: RequestId, fault: Value) {
        if let Some(entry) = self.get_mut(id) {
            entry.fault = Some(fault);
        }
    }

    /// Writes down a body that was read after its request arrived: the text fields of an upload.
    pub fn set_body(&mut self, id: RequestId, body: &Value) {
        let text = Bytes::from(body.to_string());
        let Some(entry) = self.get_mut(id) else { return };
        let before = std::mem::replace(&mut entry.arrival.body, text).len();
        let after = entry.arrival.body.len();
        self.bytes = self.bytes + after - before;
    }

    /// Writes down a library call below a request, or below none. `isConnected`, which every guarded route
    /// makes, and the registration of listeners at login are part of the server's plumbing: the former is left out.
    pub fn client_call(&mut self, below: Option<RequestId>, session: &str, method: &str, args: &[Value]) {
        if method == "isConnected" {
            return;
        }
        let args = args.iter().map(brief).collect();
        let call = ClientCall { session: session.into(), method: method.into(), args };
        match below.and_then(|id| self.get_mut(id)) {
            Some(entry) => entry.client_calls.push(call),
            None => {
                self.background.push_back(call);
                if self.background.len() > 1_000 {
                    self.background.pop_front();
                }
            }
        }
    }

    /// The request with this number, unless it was forgotten.
    #[must_use]
    pub fn get(&self, id: RequestId) -> Option<&Entry> {
        self.entries.get(self.position(id)?)
    }

    /// All requests, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Library calls that no request caused, oldest first: read receipts, "use here".
    pub fn background(&self) -> impl Iterator<Item = &ClientCall> {
        self.background.iter()
    }

    /// Forgets everything; numbering goes on.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.background.clear();
        self.bytes = 0;
    }

    fn get_mut(&mut self, id: RequestId) -> Option<&mut Entry> {
        let position = self.position(id)?;
        self.entries.get_mut(position)
    }

    fn position(&self, id: RequestId) -> Option<usize> {
        self.entries.binary_search_by_key(&id, |entry| entry.id).ok()
    }
}

/// A value as it is kept: long texts by their beginning and length.
pub(crate) fn brief(value: &Value) -> Value {
    match value {
        Value::String(text) if text.len() > LONG_TEXT => {
            let head: String = text.chars().take(LONG_TEXT_HEAD).collect();
            Value::from(format!("{head}…({} chars)", text.chars().count()))
        }
        Value::Array(items) => items.iter().map(brief).collect(),
        Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), brief(value))).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(operation: &'static str) -> Arrival {
        Arrival { operation: Some(operation), body: Bytes::from_static(b"{\"a\":1}"), ..Arrival::default() }
    }

    #[test]
    fn the_first_answer_counts() {
        let mut journal = Journal::default();
        let id = journal.begin(3, arrival("send-message"));
        journal.end(id, Progress::Answered(400));
        journal.end(id, Progress::Answered(201));
        let entry = journal.get(id).unwrap().to_json();
        assert_eq!(
            (&entry["status"], &entry["answered"], &entry["body"]),
            (&json!(400), &json!(true), &json!({"a": 1}))
        );
    }

    #[test]
    fn calls_stand_below_their_request_or_in_the_background() {
        let mut journal = Journal::default();
        let id = journal.begin(0, arrival("send-message"));
        journal.client_call(Some(id), "shop", "isConnected", &[]);
        journal.client_call(Some(id), "shop", "sendText", &[json!("5511999990001@c.us")]);
        journal.client_call(None, "shop", "useHere", &[]);
        let calls: Vec<_> = journal.get(id).unwrap().client_calls.iter().map(|call| &*call.method).collect();
        assert_eq!(calls, ["sendText"]);
        assert_eq!(journal.background().next().map(|call| &*call.method), Some("useHere"));
    }

    #[test]
    fn an_entry_shows_headers_logged_errors_and_shortened_arguments() {
        let mut journal = Journal::default();
        let headers = "host: h\nauthorization: Bearer".into();
        let id = journal.begin(0, Arrival { headers, ..arrival("send-file") });
        journal.server_error(id, Some("ERR"), "refused");
        journal.server_error(id, None, "lost");
        journal.client_call(Some(id), "shop", "sendFile", &[json!("x".repeat(2_000)), json!({"a": 1})]);
        let entry = journal.get(id).unwrap().to_json();
        assert_eq!(entry["headers"], json!({"host": "h", "authorization": "Bearer"}));
        assert_eq!(
            entry["server_errors"],
            json!([{"code": "ERR", "message": "refused"}, {"message": "lost"}])
        );
        let args = &entry["client_calls"][0]["args"];
        assert!(args[0].as_str().unwrap().ends_with("x…(2000 chars)"), "{args}");
        assert_eq!(args[1], json!({"a": 1}));
    }
}
