//! What the journal keeps of a request and of the fault that struck it. Secrets stay out.

use bytes::Bytes;
use hyper::header::{self, HeaderMap};
use hyper::http::request::Parts;
use serde_json::{Value, json};

use super::prepare::Prepared;
use crate::world::faults::{Reset, WireFault};
use crate::world::journal::{Arrival, brief};

/// Bodies up to this length are copied, so that they do not keep a whole read buffer alive.
const COPY: usize = 64 * 1024;
/// Of longer bodies the long texts are shortened.
const LONG: usize = 1024 * 1024;
/// What stands in place of a secret.
const HIDDEN: &str = "***";

/// The journal's view of a request that just arrived.
pub(crate) fn arrival(head: &Parts, path: &str, prepared: &Prepared, body: Bytes, secret: &str) -> Arrival {
    let operation = match prepared {
        Prepared::Operation(operation) => Some(operation),
        Prepared::Refused(_) | Prepared::NotFound | Prepared::Documentation => None,
    };
    let request = operation.map(|operation| &operation.request);
    // A form is kept as the object that was read from it, JSON as it came.
    let body = match request {
        Some(request) if body.len() > LONG => Bytes::from(brief(&request.body).to_string()),
        Some(request) if !body.is_empty() && !matches!(body.first(), Some(b'{' | b'[')) => {
            Bytes::from(request.body.to_string())
        }
        _ if body.len() <= COPY => Bytes::copy_from_slice(&body),
        _ => body,
    };
    Arrival {
        operation: request.map(|request| request.entry.meta.id),
        session: request
            .map(|request| request.session.as_str())
            .filter(|name| !name.is_empty())
            .map(Into::into),
        method: head.method.as_str().into(),
        path: hide(path, head.uri.query(), secret).into(),
        query: request
            .filter(|request| !request.query.is_empty())
            .map_or(Value::Null, |request| Value::Object(request.query.clone())),
        headers: headers(&head.headers).into(),
        body,
    }
}

/// Hides the secret key, and the token behind a session's name.
fn hide(path: &str, query: Option<&str>, secret: &str) -> String {
    let mut shown = String::with_capacity(path.len() + query.map_or(0, str::len) + 1);
    for (index, segment) in path.split('/').enumerate() {
        if index > 0 {
            shown.push('/');
        }
        match segment.split_once(':') {
            _ if segment == secret => shown.push_str(HIDDEN),
            Some((name, token)) if !token.is_empty() => {
                shown.push_str(name);
                shown.push(':');
                shown.push_str(HIDDEN);
            }
            _ => shown.push_str(segment),
        }
    }
    if let Some(query) = query {
        shown.push('?');
        shown.push_str(query);
    }
    shown
}

/// One `name: value` a line. Of `authorization` and of cookies only the first word is kept.
fn headers(headers: &HeaderMap) -> String {
    let mut lines = String::with_capacity(headers.len() * 32);
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let secret = [header::AUTHORIZATION, header::PROXY_AUTHORIZATION, header::COOKIE].contains(name);
        let shown = match value.split_once(' ') {
            Some((scheme, _)) if secret => scheme,
            None if secret => HIDDEN,
            _ => &value,
        };
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(name.as_str());
        lines.push_str(": ");
        lines.push_str(shown);
    }
    lines
}

/// A wire fault as the control API writes it.
pub(crate) fn fault(fault: &WireFault) -> Value {
    match fault {
        WireFault::Answer { status, body } => json!({"status": status, "body": body}),
        WireFault::Delay(ms) => json!({"delay_ms": ms}),
        WireFault::Hang => json!({"hang": true}),
        WireFault::Reset(Reset::Before) => json!({"reset": "before"}),
        WireFault::Reset(Reset::After) => json!({"reset": "after"}),
        WireFault::Truncate(length) => json!({"truncate": length}),
        WireFault::Garbage => json!({"garbage": true}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    #[test]
    fn secret_key_and_token_do_not_reach_the_journal() {
        assert_eq!(hide("/api/shop/S3CRET/generate-token", None, "S3CRET"), "/api/shop/***/generate-token");
        assert_eq!(hide("/api/shop:$2b$10$x/all-chats", Some("a=1"), "S"), "/api/shop:***/all-chats?a=1");
        assert_eq!(hide("/api/shop:/all-chats", None, "S"), "/api/shop:/all-chats");
        let mut map = HeaderMap::new();
        map.insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer $2b$10$token"));
        map.insert(header::HOST, HeaderValue::from_static("h:1"));
        assert_eq!(headers(&map), "authorization: Bearer\nhost: h:1");
        map.insert(header::AUTHORIZATION, HeaderValue::from_static("$2b$10$token"));
        assert!(!headers(&map).contains("token"));
    }
}
