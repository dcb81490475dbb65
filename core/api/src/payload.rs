//! Takes the payload out of an answer without building a tree of it.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use crate::Payload;

/// Why an answer cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub struct DecodeAnswerError {
    /// The parser's own words: position and expectation, never the content.
    pub problem: String,
    /// Whether the bytes end in the middle of a JSON value.
    pub truncated: bool,
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
    match payload {
        Payload::Whole => Ok(serde_json::from_slice(body)?),
        Payload::Response => Ok(serde_json::from_slice::<Response<T>>(body)?.response),
        Payload::ResponseData => Ok(serde_json::from_slice::<Response<Data<T>>>(body)?.response.data),
        Payload::PngOrObject if content_type.starts_with("image/") => {
            Ok(serde_json::from_value(json!({ "png": STANDARD.encode(body) }))?)
        }
        Payload::PngOrObject => Ok(serde_json::from_slice(body)?),
    }
}
