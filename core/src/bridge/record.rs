//! Errors as records that every language builds its own error from.

use std::error::Error as StdError;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Error;

/// An [`Error`] as data, camelCase in JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ErrorRecord {
    /// The stable code.
    pub code: String,
    /// What was attempted and what stood in the way, without code and context.
    pub message: String,
    /// The whole line: code, message, context.
    pub display: String,
    /// Id of the operation.
    pub operation: Option<String>,
    /// Name of the session.
    pub session: Option<String>,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// The answer's body as JSON, or as text if it is none; absent without an answer.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub body: Option<Value>,
    /// `not_sent` or `unknown`, for sends.
    pub delivery: Option<String>,
    /// Whether the same call may succeed later.
    pub temporary: bool,
    /// What to do about it.
    pub hint: Option<String>,
    /// Id of the message that was not confirmed.
    pub message_id: Option<String>,
    /// The causes, from the nearest to the deepest.
    pub causes: Vec<String>,
}

/// A body of `null` is a body.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl From<&Error> for ErrorRecord {
    fn from(error: &Error) -> Self {
        let body = error.body().map(|body| {
            serde_json::from_slice(body)
                .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(body).into_owned()))
        });
        let mut causes = Vec::new();
        let mut cause = error.source();
        while let Some(next) = cause {
            causes.push(next.to_string());
            cause = next.source();
        }
        Self {
            code: error.code().as_str().to_owned(),
            message: error.message().to_owned(),
            display: error.to_string(),
            operation: error.operation().map(str::to_owned),
            session: error.session().map(str::to_owned),
            status: error.status(),
            body,
            delivery: error.delivery().map(|delivery| delivery.as_str().to_owned()),
            temporary: error.temporary(),
            hint: error.hint().map(str::to_owned),
            message_id: error.message_id().map(str::to_owned),
            causes,
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::ErrorCode;

    #[test]
    fn a_record_holds_what_the_error_says() {
        let source = std::io::Error::other("deep");
        let error = Error::new(ErrorCode::Server, "failed")
            .with_operation("all-chats")
            .with_status(500)
            .with_body(Bytes::from_static(b"<html>"))
            .with_source(source);
        let record = ErrorRecord::from(&error);
        assert_eq!(record.body, Some(Value::from("<html>")));
        assert_eq!(record.causes, ["deep"]);
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<ErrorRecord>(&json).unwrap(), record);
    }

    #[test]
    fn a_null_body_is_not_an_absent_one() {
        let error = Error::new(ErrorCode::Server, "x").with_body(Bytes::from_static(b"null"));
        let json = serde_json::to_string(&ErrorRecord::from(&error)).unwrap();
        assert_eq!(serde_json::from_str::<ErrorRecord>(&json).unwrap().body, Some(Value::Null));
        let none = ErrorRecord::from(&Error::new(ErrorCode::Server, "x"));
        assert_eq!(none.body, None);
    }
}
