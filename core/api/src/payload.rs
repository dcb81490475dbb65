//! Takes the payload out of an answer without building a tree of it.

use std::{fmt, str::Utf8Error};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use crate::{Payload, mend::mended};

/// Why an answer cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub struct DecodeAnswerError {
    /// The parser's own words: position and expectation, never the content.
    pub problem: String,
    /// Whether the bytes end in the middle of a JSON value.
    pub truncated: bool,
}

impl DecodeAnswerError {
    /// An answer without a key that it always has.
    pub fn missing(key: &str) -> Self {
        Self { problem: format!("missing field `{key}`"), truncated: false }
    }
}

impl fmt::Display for DecodeAnswerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.problem)
    }
}

impl std::error::Error for DecodeAnswerError {}

impl From<serde_json::Error> for DecodeAnswerError {
    fn from(error: serde_json::Error) -> Self {
        Self { truncated: error.is_eof(), problem: error.to_string() }
    }
}

impl From<Utf8Error> for DecodeAnswerError {
    fn from(error: Utf8Error) -> Self {
        // Without a length the end of the input is what broke the character.
        Self { truncated: error.error_len().is_none(), problem: error.to_string() }
    }
}

#[derive(Deserialize)]
struct Response<T> {
    response: T,
}

#[derive(Deserialize)]
struct Data<T> {
    data: T,
}

/// Reads the payload of a successful answer.
///
/// `content_type` decides between image and JSON where the route answers either.
pub fn decode_answer<T: DeserializeOwned>(
    payload: Payload,
    content_type: &str,
    body: &[u8],
) -> Result<T, DecodeAnswerError> {
    if payload == Payload::PngOrObject && content_type.starts_with("image/") {
        return Ok(serde_json::from_value(json!({ "png": STANDARD.encode(body) }))?);
    }
    if payload == Payload::Bytes {
        let media_type = content_type.split(';').next().unwrap_or_default();
        return Ok(serde_json::from_value(
            json!({ "mediaType": media_type, "base64": STANDARD.encode(body) }),
        )?);
    }
    // Checked once here, the parser need not check every text in it.
    let text = std::str::from_utf8(body)?;
    let read = decode_text(payload, text);
    // Half an emoji in one message of a list is no reason to lose the list.
    match read.as_ref().is_err().then(|| mended(text)).flatten() {
        Some(text) => decode_text(payload, &text),
        None => read,
    }
}

fn decode_text<T: DeserializeOwned>(payload: Payload, text: &str) -> Result<T, DecodeAnswerError> {
    match payload {
        // What the library returned nothing for has no body at all.
        Payload::Whole if text.is_empty() => {
            serde_json::from_str("null").or_else(|_| Ok(serde_json::from_str(text)?))
        }
        Payload::Text => Ok(serde_json::from_value(text.into())?),
        Payload::Nothing if text.is_empty() => Ok(serde_json::from_value(serde_json::Value::Null)?),
        Payload::Nothing => {
            Err(DecodeAnswerError { problem: "a body where none was expected".to_owned(), truncated: false })
        }
        Payload::Whole | Payload::PngOrObject | Payload::Bytes => Ok(serde_json::from_str(text)?),
        Payload::Response => Ok(serde_json::from_str::<Response<T>>(text)?.response),
        Payload::ResponseData => Ok(serde_json::from_str::<Response<Data<T>>>(text)?.response.data),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn an_empty_body_is_null_where_null_can_be_read_and_a_truncation_elsewhere() {
        let empty = |payload| decode_answer::<Value>(payload, "application/json", b"");
        assert_eq!(empty(Payload::Whole).unwrap(), Value::Null);
        assert!(empty(Payload::Response).unwrap_err().truncated);
        assert!(decode_answer::<bool>(Payload::Whole, "application/json", b"").unwrap_err().truncated);
    }

    #[test]
    fn half_an_emoji_spoils_no_answer() {
        let body = br#"{"response":[{"body":"ol\u00e1 \ud83d"},{"body":"\ud83d\ude00"}]}"#;
        let read: Value = decode_answer(Payload::Response, "application/json", body).unwrap();
        assert_eq!(read, json!([{"body": "olá \u{fffd}"}, {"body": "😀"}]));
    }

    #[test]
    fn answers_that_are_no_json_are_read_as_what_they_are() {
        let decode =
            |payload, media_type: &str, body: &[u8]| decode_answer::<Value>(payload, media_type, body);
        assert_eq!(decode(Payload::Text, "text/plain", b"# HELP x").unwrap(), "# HELP x");
        assert_eq!(
            decode(Payload::Bytes, "application/zip", b"PK\x03\xff").unwrap(),
            json!({"mediaType": "application/zip", "base64": "UEsD/w=="})
        );
        assert_eq!(decode(Payload::Nothing, "", b"").unwrap(), Value::Null);
        assert!(decode(Payload::Nothing, "text/html", b"<h1>503</h1>").is_err());
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_and_half_a_character_is_a_truncation() {
        let decode =
            |body: &[u8]| decode_answer::<Value>(Payload::Whole, "application/json", body).unwrap_err();
        assert!(!decode(b"{\"a\":\"\xff\"}").truncated);
        assert!(decode(&"{\"a\":\"é".as_bytes()[..7]).truncated);
        assert!(decode(b"{\"a\":1").truncated);
    }
}
