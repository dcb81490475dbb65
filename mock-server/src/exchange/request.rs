//! A request as the handlers see it: routed, decoded and parsed.

use bytes::Bytes;
use serde_json::{Map, Value};
use wppkit_api::OperationEntry;

/// A file of a multipart body, as multer hands it over.
#[derive(Debug, Clone)]
pub struct UploadedFile {
    /// Name of the form field.
    pub field: String,
    /// Name that the client gave.
    pub name: String,
    /// Media type that the client gave.
    pub media_type: String,
    /// Content.
    pub bytes: Bytes,
    /// Where the server would have stored it.
    pub path: String,
}

/// A request to an operation.
pub struct ApiRequest {
    /// The operation.
    pub entry: &'static OperationEntry,
    /// Name of the session; empty for operations of the whole server.
    pub session: String,
    /// Path parameters, percent-decoded, `session` and `secretkey` as they stand in the path.
    pub parameters: Vec<(&'static str, String)>,
    /// Query parameters; `true` and `false` are booleans, everything else text, list or object.
    pub query: Map<String, Value>,
    /// Body: an object, or an array; `{}` when nothing was parsed.
    pub body: Value,
    /// The uploaded file of a multipart body.
    pub file: Option<UploadedFile>,
    /// Header `content-type` as it was sent.
    pub content_type: Option<String>,
    /// The token that generate-token answers; none when the path's secret is wrong.
    pub minted: Option<String>,
}

impl ApiRequest {
    /// A request with nothing but an operation.
    #[must_use]
    pub fn new(entry: &'static OperationEntry) -> Self {
        Self {
            entry,
            session: String::new(),
            parameters: Vec::new(),
            query: Map::new(),
            body: Value::Object(Map::new()),
            file: None,
            content_type: None,
            minted: None,
        }
    }

    /// Whether the answer runs through the hook that adds the session's name.
    #[must_use]
    pub fn is_hooked(&self) -> bool {
        self.content_type.as_deref() == Some("application/json")
    }

    /// A path parameter, or nothing.
    #[must_use]
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }
}
