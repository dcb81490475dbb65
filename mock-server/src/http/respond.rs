//! The headers that Express and Node put on every answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use super::body::AnswerBody;
use crate::exchange::Answer;

/// How an answer reached the response, which decides its headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    /// `res.send` and `res.json`: with an ETag.
    Send,
    /// The last resort of Express, for errors and unknown routes.
    FinalHandler,
    /// Straight to the response.
    Raw,
}

const POWERED_BY: HeaderName = HeaderName::from_static("x-powered-by");
const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");

/// Headers of every answer, whoever gives it.
fn base(capacity: usize) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(capacity);
    headers.insert(POWERED_BY, HeaderValue::from_static("Express"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers
}

/// The tags that a client already has: `if-none-match` of a GET or HEAD that takes answers from a cache.
pub(crate) fn known_tags(head: &Parts) -> Option<&HeaderValue> {
    let wanted = head.headers.get(header::IF_NONE_MATCH)?;
    let readable = head.method == Method::GET || head.method == Method::HEAD;
    let no_cache = |value: &HeaderValue| value.as_bytes().windows(8).any(|word| word == b"no-cache");
    (readable && !head.headers.get(header::CACHE_CONTROL).is_some_and(no_cache)).then_some(wanted)
}

/// The response for an answer. `none_match` are the tags that the client already has.
pub(crate) fn respond(
    answer: Answer,
    sender: Sender,
    none_match: Option<&HeaderValue>,
) -> Response<AnswerBody> {
    // Up to six fit into the smallest table that is not tiny; the length is written by the connection.
    let mut headers = base(if sender == Sender::FinalHandler { 8 } else { 6 });
    if sender == Sender::FinalHandler {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
    let mut status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut body = answer.body;
    if let Some(media_type) = answer.media_type {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    if sender == Sender::Send
        && let Ok(tag) = HeaderValue::try_from(entity_tag(&body))
    {
        if status.is_success() && none_match.is_some_and(|wanted| matches(wanted, &tag)) {
            status = StatusCode::NOT_MODIFIED;
            headers.remove(header::CONTENT_TYPE);
            body.clear();
        }
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CONNECTION, HeaderValue::from_static("keep-alive"));
    headers.insert(KEEP_ALIVE, HeaderValue::from_static("timeout=5"));
    let mut response = Response::new(AnswerBody::Whole(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The answer to a preflight request of a browser.
pub(crate) fn preflight(requested_headers: Option<&HeaderValue>) -> Response<AnswerBody> {
    let mut headers = base(8);
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET,HEAD,PUT,PATCH,POST,DELETE"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("Access-Control-Request-Headers"));
    if let Some(requested) = requested_headers {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, requested.clone());
    }
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    let mut response = Response::new(AnswerBody::Whole(bytes::Bytes::new()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    *response.headers_mut() = headers;
    response
}

/// A weak tag in the form of Express: length in hexadecimal and 27 characters. The real one takes a SHA-1.
fn entity_tag(body: &[u8]) -> String {
    // It tells one answer of a test from the next; nobody attacks it.
    let (words, rest) = body.as_chunks::<8>();
    let mut last = [0u8; 8];
    last[..rest.len()].copy_from_slice(rest);
    let mix = |state: u64, word: &[u8; 8]| {
        (state.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x517C_C1B7_2722_0A95)
    };
    let mut state = mix(words.iter().fold(body.len() as u64, mix), &last);
    state ^= state >> 32;
    let mut digest = [0u8; 20];
    for chunk in digest.chunks_mut(8) {
        chunk.copy_from_slice(&state.to_be_bytes()[..chunk.len()]);
        state = state.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31);
    }
    let mut tag = format!("W/\"{:x}-", body.len());
    STANDARD_NO_PAD.encode_string(digest, &mut tag);
    tag.push('"');
    tag
}

fn matches(wanted: &HeaderValue, tag: &HeaderValue) -> bool {
    let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let (Ok(wanted), Ok(tag)) = (wanted.to_str(), tag.to_str()) else { return false };
    wanted.trim() == "*" || wanted.split(',').any(|one| strong(one) == strong(tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answer(body: &str) -> Answer {
        Answer::json(200, &json!(body))
    }

    #[test]
    fn a_known_body_is_not_sent_again() {
        let first = respond(answer("x"), Sender::Send, None);
        let tag = first.headers()[header::ETAG].clone();
        assert_eq!(tag.to_str().unwrap().len(), "W/\"3-\"".len() + 27);
        assert_eq!(respond(answer("x"), Sender::Send, Some(&tag)).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(respond(answer("y"), Sender::Send, Some(&tag)).status(), StatusCode::OK);
    }

    #[test]
    fn error_pages_have_no_tag_and_forbid_scripts() {
        let response = respond(answer("x"), Sender::FinalHandler, None);
        assert!(response.headers().get(header::ETAG).is_none());
        assert_eq!(response.headers()[header::CONTENT_SECURITY_POLICY], "default-src 'none'");
    }

    #[test]
    fn a_preflight_allows_what_the_browser_asks_for() {
        let wanted = HeaderValue::from_static("authorization");
        let response = preflight(Some(&wanted));
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_HEADERS], "authorization");
    }
}
