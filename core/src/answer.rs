//! What a call returns: the payload, and the whole answer beside it.

use std::{fmt, ops::Deref};

use bytes::Bytes;
use serde_json::Value;

use crate::transport::RawAnswer;

/// The answer as it came over the wire.
#[derive(Clone)]
pub struct Raw(RawAnswer);

impl Raw {
    pub(crate) fn new(answer: RawAnswer) -> Self {
        Self(answer)
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The header `Content-Type`; empty if there was none.
    pub fn content_type(&self) -> &str {
        &self.0.content_type
    }

    /// The body, untouched.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The body as JSON, envelope included; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.0.body).unwrap_or(Value::Null)
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Answers may hold tokens and other people's messages.
        formatter
            .debug_struct("Raw")
            .field("status", &self.0.status)
            .field("content_type", &self.0.content_type)
            .field("body_bytes", &self.0.body.len())
            .finish()
    }
}

/// A call's payload, which this derefs to, with the whole answer at [`Answer::raw`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Answer<T> {
    /// The payload without its envelope.
    pub value: T,
    /// The whole answer.
    pub raw: Raw,
    /// Bytes that come beside the payload: the file of `download`.
    pub attachment: Option<Bytes>,
}

impl<T> Answer<T> {
    pub(crate) fn new(value: T, answer: RawAnswer) -> Self {
        Self { value, raw: Raw::new(answer), attachment: None }
    }

    /// The answer of a helper, which is made of several answers: it is its own raw form.
    pub(crate) fn made(value: T) -> Self
    where
        T: serde::Serialize,
    {
        let raw = RawAnswer {
            status: 200,
            content_type: "application/json".to_owned(),
            location: None,
            body: serde_json::to_vec(&value).map(Bytes::from).unwrap_or_default(),
        };
        Self::new(value, raw)
    }

    /// The payload alone.
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
