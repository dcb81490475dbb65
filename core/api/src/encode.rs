//! Splits a request's JSON object into path, query and body, and puts it together again.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::{Method, OperationMeta, QueryKind};

/// Everything but RFC 3986 unreserved characters and `@`, which ids carry.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// What the client, and not the request, knows.
#[derive(Clone, Copy, Default)]
pub struct Scope<'a> {
    /// Session name, for paths with `{session}`.
    pub session: Option<&'a str>,
    /// Server secret key, for paths with `{secretkey}`.
    pub secret_key: Option<&'a str>,
}

/// A request ready for the transport.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct EncodedRequest {
    /// HTTP method.
    pub method: Method,
    /// Percent-encoded path that starts with `/`. May contain the secret key: never print it.
    pub path: String,
    /// Query pairs, not yet encoded.
    pub query: Vec<(&'static str, String)>,
    /// Body object of methods that carry one.
    pub body: Option<Map<String, Value>>,
}

impl fmt::Debug for EncodedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EncodedRequest").field("method", &self.method).finish_non_exhaustive()
    }
}

/// Why a request cannot be encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The path needs a session name or secret key that the client was not given.
    MissingScope(&'static str),
    /// A path parameter is absent or empty.
    MissingParameter(&'static str),
    /// A parameter is not text, number or boolean.
    NotScalar(String),
    /// The request has a field that neither path nor query takes, and the method carries no body.
    NoPlace(String),
}

/// Where a secret key is given, in every language.
pub const GIVE_SECRET_KEY: &str =
    "give the server's secret key to the client (secret_key, secretKey or WPPKIT_SECRET_KEY)";

impl EncodeError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::MissingScope("secretkey") => GIVE_SECRET_KEY.to_owned(),
            Self::MissingScope(name) => format!("call it with a {name}: client.session(name)"),
            Self::MissingParameter(name) => format!("give {name}: it is a part of the route"),
            Self::NotScalar(name) => format!("give one value for {name}, no list and no object"),
            Self::NoPlace(name) => format!("leave {name} out"),
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingScope("secretkey") => {
                formatter.write_str("the operation needs the server's secret key")
            }
            Self::MissingScope(name) => write!(formatter, "the operation needs a {name}"),
            Self::MissingParameter(name) => write!(formatter, "{name} is missing or empty"),
            Self::NotScalar(name) => write!(formatter, "{name} must be text, a number or a boolean"),
            Self::NoPlace(name) => write!(formatter, "the operation has no field {name}"),
        }
    }
}

impl std::error::Error for EncodeError {}

/// Splits the request's fields into path, query and body.
pub fn encode(
    meta: &OperationMeta,
    scope: Scope<'_>,
    mut fields: Map<String, Value>,
) -> Result<EncodedRequest, EncodeError> {
    let mut path = String::with_capacity(meta.path.len() + 32);
    for segment in meta.path.split('/').skip(1) {
        path.push('/');
        match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            None => path.push_str(segment),
            Some("session") => push_scope(&mut path, scope.session, "session")?,
            Some("secretkey") => push_scope(&mut path, scope.secret_key, "secretkey")?,
            Some(name) => {
                let value = fields.shift_remove(name).ok_or(EncodeError::MissingParameter(name))?;
                let text = scalar(name, &value)?;
                if text.is_empty() {
                    return Err(EncodeError::MissingParameter(name));
                }
                path.extend(utf8_percent_encode(&text, SEGMENT));
            }
        }
    }
    let mut query = Vec::new();
    for (name, _) in meta.query {
        match fields.shift_remove(*name) {
            None | Some(Value::Null) => {}
            Some(value) => query.push((*name, scalar(name, &value)?)),
        }
    }
    let body = if meta.method.has_body() {
        Some(fields)
    } else if let Some(name) = fields.keys().next() {
        return Err(EncodeError::NoPlace(name.clone()));
    } else {
        None
    };
    Ok(EncodedRequest { method: meta.method, path, query, body })
}

fn push_scope(path: &mut String, value: Option<&str>, name: &'static str) -> Result<(), EncodeError> {
    match value {
        Some(value) if !value.is_empty() => {
            path.extend(utf8_percent_encode(value, SEGMENT));
            Ok(())
        }
        _ => Err(EncodeError::MissingScope(name)),
    }
}

fn scalar(name: &str, value: &Value) -> Result<String, EncodeError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(EncodeError::NotScalar(name.to_owned())),
    }
}

/// Why a request that arrived cannot be read as the operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeRequestError {
    /// A query parameter is not of its kind.
    Query {
        /// Parameter name.
        name: String,
        /// The kind that the server reads it as.
        expected: QueryKind,
    },
}

impl fmt::Display for DecodeRequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Query { name, expected } = self;
        write!(formatter, "query parameter {name} must be a {expected:?}")
    }
}

impl std::error::Error for DecodeRequestError {}

/// Puts the request's JSON object together from its parts: the inverse of [`encode`].
///
/// `path` holds decoded parameters; `session` and `secretkey` are left out of the object.
pub fn decode<'a>(
    meta: &OperationMeta,
    path: impl IntoIterator<Item = (&'a str, &'a str)>,
    query: impl IntoIterator<Item = (&'a str, &'a str)>,
    body: Map<String, Value>,
) -> Result<Map<String, Value>, DecodeRequestError> {
    let mut fields = body;
    for (name, value) in path {
        if name != "session" && name != "secretkey" {
            fields.insert(name.to_owned(), Value::from(value));
        }
    }
    for (name, value) in query {
        let kind = meta.query.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
        let invalid = |expected| DecodeRequestError::Query { name: name.to_owned(), expected };
        let value = match kind {
            None | Some(QueryKind::Text) => Value::from(value),
            Some(QueryKind::Number) => {
                value.parse::<i64>().map(Value::from).map_err(|_| invalid(QueryKind::Number))?
            }
            Some(QueryKind::Flag) => {
                value.parse::<bool>().map(Value::from).map_err(|_| invalid(QueryKind::Flag))?
            }
        };
        fields.insert(name.to_owned(), value);
    }
    Ok(fields)
}
