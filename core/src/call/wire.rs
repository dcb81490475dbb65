//! Requests in the form in which they leave.

use bytes::Bytes;
use serde_json::{Map, Value};
use wppkit_api::{OperationMeta, Scope, encode};

use super::{Target, errors::UNWRITABLE};
use crate::{
    Error, Secret,
    client::ClientInner,
    media::{JSON_LIMIT, Upload},
    transport::{Address, Failure, Request, RequestBody},
};

impl ClientInner {
    pub(super) fn encode(
        &self,
        target: Target<'_>,
        meta: &OperationMeta,
        fields: Map<String, Value>,
        upload: Option<Upload>,
    ) -> Result<Wire, Error> {
        let scope = Scope {
            session: target.shared().map(|shared| &*shared.name),
            secret_key: self.settings.secret.as_ref().map(Secret::expose),
        };
        let encoded = encode(meta, scope, fields)
            .map_err(|error| Error::invalid_input(error.to_string()).with_hint(error.hint()))?;
        let unwritable = |failure: Failure| Error::invalid_input(failure.cause).with_hint(UNWRITABLE);
        let address = self.settings.base.join(encoded.path, &encoded.query).map_err(unwritable)?;
        let body = match (upload, meta.multipart, encoded.body) {
            (Some(upload), Some(field), body) => WireBody::Multipart {
                fields: form_fields(body.unwrap_or_default()),
                field,
                upload: Some(upload),
            },
            (_, _, Some(body)) => {
                let bytes =
                    serde_json::to_vec(&body).map_err(|error| Error::not_json("the request", error))?;
                WireBody::Json(check_size(Bytes::from(bytes))?)
            }
            (_, _, None) => WireBody::None,
        };
        Ok(Wire { address, body })
    }
}

/// Whether an operation that takes an upload has its content in a field, or takes none.
pub(super) fn has_content(meta: &OperationMeta, fields: &Map<String, Value>) -> bool {
    meta.multipart.is_none() || ["path", "base64"].iter().any(|name| fields.contains_key(*name))
}

/// An encoded request that can be written more than once, unless it streams a reader.
pub(super) struct Wire {
    address: Address,
    body: WireBody,
}

enum WireBody {
    None,
    Json(Bytes),
    Multipart { fields: Vec<(String, String)>, field: &'static str, upload: Option<Upload> },
}

impl Wire {
    /// The request of the next attempt; `None` if its content is used up.
    pub(super) fn request(&mut self, meta: &OperationMeta, token: Option<Secret>) -> Option<Request> {
        let body = match &mut self.body {
            WireBody::None => RequestBody::None,
            WireBody::Json(bytes) => RequestBody::Json { bytes: bytes.clone(), media_type: meta.json_type() },
            WireBody::Multipart { fields, field, upload } => RequestBody::Multipart {
                fields: fields.clone(),
                file_field: field,
                upload: {
                    let now = upload.take()?;
                    *upload = now.again();
                    now
                },
            },
        };
        Some(Request { method: meta.method, address: self.address.clone(), token, body, receiver: None })
    }

    pub(super) fn repeatable(&self) -> bool {
        !matches!(self.body, WireBody::Multipart { upload: None, .. })
    }
}

/// Form fields of a multipart request. A flag that is false is left out: the server reads the text `false` as
/// true.
fn form_fields(fields: Map<String, Value>) -> Vec<(String, String)> {
    fields
        .into_iter()
        .filter_map(|(name, value)| match value {
            Value::Null | Value::Bool(false) => None,
            Value::String(text) => Some((name, text)),
            other => Some((name, other.to_string())),
        })
        .collect()
}

fn check_size(body: Bytes) -> Result<Bytes, Error> {
    if body.len() > JSON_LIMIT {
        return Err(Error::invalid_input(format!(
            "the request has {} bytes, and the server reads 50 MB",
            body.len()
        ))
        .with_hint("send files as Media: they are streamed beside the request"));
    }
    Ok(body)
}
