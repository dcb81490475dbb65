//! One exchange as a line of a recording.

use super::redact::{Place, Redactor};
use super::words::Marks;
use crate::replay::method;
use bytes::Bytes;
use futures_util::{FutureExt, stream};
use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use multer::Multipart;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use std::convert::Infallible;
use wppkit_api::match_route;

/// An exchange as it passed, with everything private still in it.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) method: String,
    /// Path and query.
    pub(super) target: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// `None`: no answer came.
    pub(super) answer: Option<Answer>,
    /// The session's state before it, if the server was asked.
    pub(super) state: Option<String>,
    /// Whether the session's webhooks pass here.
    pub(super) webhooks: bool,
}

/// What the server answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Headers of which a comparison needs the value.
const KEPT: &[HeaderName] = &[CONTENT_TYPE, hyper::header::ACCEPT, hyper::header::TRANSFER_ENCODING];

impl Exchange {
    /// The route's template, and the session that the path names.
    pub(super) fn route(&self) -> (String, Option<String>) {
        let path = self.path();
        match method(&self.method).and_then(|method| match_route(method, path)) {
            Some((entry, parameters)) => {
                let session = parameters.iter().find(|(name, _)| *name == "session");
                let session = session.map(|(_, value)| value.split(':').next().unwrap_or(value));
                (format!("{} {}", self.method, entry.meta.path), session.map(decoded))
            }
            None => (format!("{} {{unknown}}", self.method), None),
        }
    }

    fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The secret key that the path carries, if its route has one.
    pub(super) fn secret(&self) -> Option<String> {
        let (_, parameters) = match_route(method(&self.method)?, self.path())?;
        parameters.iter().find(|(name, _)| *name == "secretkey").map(|(_, value)| decoded(value))
    }

    /// The line, without anything private.
    pub(super) fn line(&self, id: &str, redactor: &mut Redactor) -> Value {
        let mut marks = if self.is_refused() { Marks::of_refused_tokens() } else { Marks::default() };
        let (route, session) = self.route();
        if let Some(session) = &session {
            redactor.session(session);
        }
        let mut request =
            json!({ "method": self.method, "path": self.redacted_target(redactor, &mut marks) });
        request["headers"] = headers(&self.headers, redactor, &mut marks);
        if let Some((key, value)) = self.redacted_body(redactor, &mut marks) {
            request[key] = value;
        }
        let response = match &self.answer {
            None => json!({ "hang": true }),
            Some(answer) => answer.redacted(redactor, &mut marks),
        };
        let mut precondition = Map::new();
        if let Some(state) = &self.state {
            precondition.insert("session_state".to_owned(), state.as_str().into());
        }
        json!({
            "id": id, "group": "recorded", "route": route, "precondition": precondition,
            "request": request, "response": response, "webhooks": [],
            "unseen": self.unseen(),
        })
    }

    /// A proxy sees neither library calls nor socket events, and webhooks only if they are sent here.
    fn unseen(&self) -> Vec<&'static str> {
        let webhooks = (!self.webhooks).then_some("webhooks");
        ["client_calls", "socketio"].into_iter().chain(webhooks).collect()
    }

    /// Whether the server refused the token, which may be a good one of another session.
    fn is_refused(&self) -> bool {
        let text = self.answer.as_ref().filter(|answer| answer.status == 401).map(|answer| &answer.body);
        text.is_some_and(|body| String::from_utf8_lossy(body).contains("Session and Token are correct"))
    }

    fn redacted_target(&self, redactor: &mut Redactor, marks: &mut Marks) -> String {
        let (path, query) =
            self.target.split_once('?').map_or((self.target.as_str(), None), |(p, q)| (p, Some(q)));
        let parameters =
            method(&self.method).and_then(|method| match_route(method, path)).map(|(_, found)| found);
        let segments = path.split('/').enumerate().map(|(at, segment)| {
            let name = parameters
                .iter()
                .flatten()
                .find(|(_, value)| std::ptr::eq(*value, segment))
                .map(|(name, _)| *name);
            match name {
                Some("secretkey") => "{{secret}}".to_owned(),
                Some("session") => redactor.credentials(&decoded(segment), marks),
                // Of an unknown route only what is below /api names a session.
                None if at == 2 && parameters.is_none() && path.starts_with("/api/") => {
                    redactor.credentials(&decoded(segment), marks)
                }
                None => redactor.kept(segment, marks),
                Some(name) => plain(
                    redactor.value(&json!({ name: decoded(segment) }), Place::Request, marks)[name].clone(),
                ),
            }
        });
        let path = segments.collect::<Vec<_>>().join("/");
        let Some(query) = query else { return path };
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some((name, value)) => {
                let value =
                    redactor.value(&json!({ name: decoded(value) }), Place::Request, marks)[name].clone();
                format!("{name}={}", plain(value))
            }
            None => pair.to_owned(),
        });
        format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
    }

    fn redacted_body(&self, redactor: &mut Redactor, marks: &mut Marks) -> Option<(&'static str, Value)> {
        if self.body.is_empty() {
            return None;
        }
        let kind = text_of(&self.headers, &CONTENT_TYPE);
        if let Some(boundary) = kind.split("boundary=").nth(1) {
            return Some(("multipart", form(&self.body, boundary.trim_matches('"'), redactor, marks)));
        }
        Some(match serde_json::from_slice::<Value>(&self.body) {
            Ok(body) => ("body", redactor.value(&body, Place::Request, marks)),
            // Nothing of it can be told apart from what is private; it stays as malformed as it was.
            Err(_) => ("body", "Text".into()),
        })
    }
}

impl Answer {
    fn redacted(&self, redactor: &mut Redactor, marks: &mut Marks) -> Value {
        let kind = text_of(&self.headers, &CONTENT_TYPE);
        let mut response =
            json!({ "status": self.status, "headers": headers(&self.headers, redactor, marks) });
        if self.body.is_empty() {
            response["empty"] = true.into();
            return response;
        }
        response["body"] = match serde_json::from_slice::<Value>(&self.body) {
            Ok(body) => redactor.value(&body, Place::Answer, marks),
            Err(_) if kind.starts_with("image/png") => {
                json!({ "base64_png": true, "bytes": self.body.len() })
            }
            Err(_) if kind.starts_with("text/html") => {
                page(&String::from_utf8_lossy(&self.body), redactor, marks).into()
            }
            Err(_) if kind.starts_with("text/plain") && self.body.len() < 200 => {
                redactor.kept(&String::from_utf8_lossy(&self.body), marks).into()
            }
            Err(_) => format!("{{{{truncated {} chars}}}}", self.body.len()).into(),
        };
        response
    }
}

/// Express's page up to its first line break. What a parser quotes of a body is cut off.
fn page(html: &str, redactor: &mut Redactor, marks: &mut Marks) -> String {
    let head = html.split("<br>").next().unwrap_or(html);
    match head.split_once("Error: ") {
        Some((class, quoted)) => {
            format!("{}Error: {{{{truncated {} chars}}}}", redactor.kept(class, marks), quoted.len())
        }
        None => redactor.kept(head, marks),
    }
}

fn headers(headers: &HeaderMap, redactor: &mut Redactor, marks: &mut Marks) -> Value {
    let mut kept = Map::new();
    for name in KEPT.iter().filter(|name| headers.contains_key(*name)) {
        kept.insert(name.as_str().to_owned(), text_of(headers, name).into());
    }
    if headers.contains_key(AUTHORIZATION) {
        let text = text_of(headers, &AUTHORIZATION);
        let (scheme, token) = text.split_once(' ').unwrap_or(("", text.as_str()));
        let marked = redactor.kept(token, marks);
        let token = if marked.starts_with("{{") && marked.ends_with("}}") {
            marked
        } else {
            "{{bad_token}}".to_owned()
        };
        // A scheme may be a credential put in the wrong place.
        let scheme = if scheme.len() <= 8 && scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            scheme
        } else {
            "Bearer"
        };
        kept.insert("authorization".to_owned(), format!("{scheme} {token}").trim_start().into());
    }
    Value::Object(kept)
}

/// The form's text fields, and of its files what a replay needs.
fn form(body: &Bytes, boundary: &str, redactor: &mut Redactor, marks: &mut Marks) -> Value {
    let (mut fields, mut files) = (Map::new(), Vec::new());
    // Everything is there already, so nothing is waited for. A malformed form keeps the parts before its fault.
    for part in parts(body, boundary).now_or_never().unwrap_or_default() {
        match part.filename {
            Some(filename) => {
                let extension =
                    filename.rsplit_once('.').map(|(_, extension)| extension).filter(|e| e.len() <= 5);
                let filename = format!("file-{}.{}", files.len() + 1, extension.unwrap_or("bin"));
                let kind = part.content_type.unwrap_or_else(|| "application/octet-stream".to_owned());
                files.push(json!({ "field": part.name, "filename": filename, "content_type": kind, "bytes": part.content.len() }));
            }
            None => {
                let text = String::from_utf8_lossy(&part.content).into_owned();
                let value = redactor.value(&json!({ part.name.as_str(): text }), Place::Request, marks);
                fields.insert(part.name.clone(), value[part.name.as_str()].clone());
            }
        }
    }
    json!({ "fields": fields, "files": files })
}

struct Part {
    name: String,
    filename: Option<String>,
    content_type: Option<String>,
    content: Bytes,
}

async fn parts(body: &Bytes, boundary: &str) -> Vec<Part> {
    let whole = body.clone();
    let mut form = Multipart::new(stream::once(async { Ok::<_, Infallible>(whole) }), boundary);
    let mut found = Vec::new();
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        let filename = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(ToString::to_string);
        let Ok(content) = field.bytes().await else { break };
        found.push(Part { name, filename, content_type, content });
    }
    found
}

fn text_of(headers: &HeaderMap, name: &HeaderName) -> String {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text.replace(' ', "%20"),
        other => other.to_string(),
    }
}
