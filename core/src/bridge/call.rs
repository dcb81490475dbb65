//! One call by id: JSON text in, JSON text out.

use std::future::Future;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use wppkit_api::{DecodeAnswerError, OperationEntry, PayloadObject, by_id, helper_by_id};

use super::{
    ClientHandle,
    config::{attempts, positive},
};
use crate::{CallOptions, Error, Media, call::Target, call::unknown_operation};

/// A call that is not made yet.
#[derive(Debug)]
#[non_exhaustive]
pub struct Call {
    /// Id of an operation or a helper.
    pub operation: String,
    /// Name of the session; `None` for operations of the server itself.
    pub session: Option<String>,
    /// The request as a JSON object; empty if it has no fields.
    pub request: Bytes,
    /// A file beside the request.
    pub attachment: Option<Media>,
    /// Limits of this call.
    pub options: CallOptions,
}

impl Call {
    /// A call of this operation or helper, without fields.
    pub fn new(operation: impl Into<String>) -> Self {
        Self {
            operation: operation.into(),
            session: None,
            request: Bytes::new(),
            attachment: None,
            options: CallOptions::default(),
        }
    }

    /// Sets the session.
    #[must_use]
    pub fn session(mut self, name: impl Into<String>) -> Self {
        self.session = Some(name.into());
        self
    }

    /// Sets the request's JSON text.
    #[must_use]
    pub fn request(mut self, json: impl Into<Bytes>) -> Self {
        self.request = json.into();
        self
    }

    /// Sets the file beside the request.
    #[must_use]
    pub fn attachment(mut self, file: Media) -> Self {
        self.attachment = Some(file);
        self
    }

    /// Sets limits as settings. Their errors name the call.
    ///
    /// # Errors
    /// As [`CallSettings::options`].
    pub fn limits(self, settings: CallSettings) -> Result<Self, Error> {
        match settings.options() {
            Ok(options) => Ok(self.options(options)),
            Err(error) => Err(self.refused(error)),
        }
    }

    /// [`Call::limits`] as JSON.
    ///
    /// # Errors
    /// As [`CallSettings::from_json`] and [`CallSettings::options`].
    pub fn limits_json(self, json: &[u8]) -> Result<Self, Error> {
        match CallSettings::from_json(json) {
            Ok(settings) => self.limits(settings),
            Err(error) => Err(self.refused(error)),
        }
    }

    fn refused(self, error: Error) -> Error {
        let error = error.with_operation(self.operation);
        match self.session {
            Some(session) => error.with_session(&session.into()),
            None => error,
        }
    }

    /// Sets the limits of this call.
    #[must_use]
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }
}

/// Limits of a call as JSON: `{timeoutMs, deadlineMs, attempts}`.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct CallSettings {
    pub timeout_ms: Option<u64>,
    pub deadline_ms: Option<u64>,
    pub attempts: Option<u32>,
}

impl CallSettings {
    /// Reads limits; an unknown key or a wrong type is refused by its name.
    ///
    /// # Errors
    /// `invalid_input` that names the field.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        super::read("call options", json)
    }

    /// The limits as the core takes them.
    ///
    /// # Errors
    /// `invalid_input` for zero and for more than thirty days.
    pub fn options(self) -> Result<CallOptions, Error> {
        attempts("attempts", self.attempts)?;
        Ok(CallOptions {
            timeout: positive("timeout", self.timeout_ms)?,
            deadline: positive("deadline", self.deadline_ms)?,
            attempts: self.attempts,
        })
    }
}

/// What a call brought; the payload as JSON text or as a [`PayloadObject`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Reply<P = Bytes> {
    /// The typed payload without its envelope. Ids are text, unknown keys are kept.
    pub payload: P,
    /// The whole answer as it came; of a helper, the payload as JSON text.
    pub raw: Bytes,
    /// HTTP status of the answer.
    pub status: u16,
    /// The answer's content type.
    pub content_type: String,
    /// Bytes that come beside the payload: the file of `download`.
    pub attachment: Option<Bytes>,
}

/// Makes a call, and gives its payload as JSON text. Dropping the future cancels it.
///
/// # Errors
/// As every call: see [`Error::code`].
pub fn call(client: ClientHandle, call: Call) -> impl Future<Output = Result<Reply, Error>> + Send {
    made(client, call)
}

/// [`call`] for languages that build their objects from the payload itself, without text in between.
///
/// # Errors
/// As [`call`].
pub fn call_object(
    client: ClientHandle,
    call: Call,
) -> impl Future<Output = Result<Reply<PayloadObject>, Error>> + Send {
    made(client, call)
}

/// A form of a payload.
trait Form: From<Self::Read> + Send {
    type Read: Send;
    /// What reads it from an answer of this operation.
    fn reader(entry: &OperationEntry) -> Reader<Self::Read>;
    /// The form of what a helper gives, as a value and as text.
    fn given(value: Value, text: &Bytes) -> Self;
}

type Reader<P> = fn(&str, &[u8]) -> Result<P, DecodeAnswerError>;

impl Form for Bytes {
    type Read = Vec<u8>;

    fn reader(entry: &OperationEntry) -> Reader<Vec<u8>> {
        entry.payload_json
    }

    fn given(_: Value, text: &Bytes) -> Self {
        text.clone()
    }
}

impl Form for PayloadObject {
    type Read = Self;

    fn reader(entry: &OperationEntry) -> Reader<Self> {
        entry.payload_object
    }

    fn given(value: Value, _: &Bytes) -> Self {
        Box::new(value)
    }
}

async fn made<P: Form>(client: ClientHandle, call: Call) -> Result<Reply<P>, Error> {
    let Call { operation, session, request, attachment, options } = call;
    let core = client.client()?;
    let session = session.map(|name| core.session(&name)).transpose()?;
    if helper_by_id(&operation).is_some() {
        let Some(session) = session else {
            return Err(Error::invalid_input(format!("{operation} belongs to a session"))
                .with_hint("call it on a session of the client"));
        };
        let fields = super::read("fields", &request)
            .map_err(|error| error.with_operation(operation.clone()).with_session(&session.shared.name))?;
        // Boxed, so that the future of a plain call is not as large as that of the largest helper.
        let helping = Box::pin(session.call_json_with_file(&operation, fields, attachment, &options));
        let answer = helping.await?;
        let raw = answer.raw.body().clone();
        return Ok(Reply {
            payload: P::given(answer.value, &raw),
            raw,
            status: answer.raw.status(),
            content_type: answer.raw.content_type().to_owned(),
            attachment: answer.attachment,
        });
    }
    let entry = by_id(&operation).ok_or_else(|| unknown_operation(&operation))?;
    let (target, options) = match &session {
        Some(session) => (session.target(), options.or(session.options)),
        None => (Target::Server, options),
    };
    let result = core.0.call_text(target, entry, &request, &options, attachment, P::reader(entry)).await;
    let (payload, answer) = match &session {
        Some(session) => session.learn(result)?,
        None => result?,
    };
    Ok(Reply {
        payload: payload.into(),
        raw: answer.body,
        status: answer.status,
        content_type: answer.content_type,
        attachment: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bridge::{ClientConfig, Stores};

    #[test]
    fn the_future_of_a_call_is_small() {
        let config = ClientConfig::from_json(br#"{"url": "http://127.0.0.1:9", "env": false}"#).unwrap();
        let client = ClientHandle::with_stores(config, Stores::default()).unwrap();
        let size = size_of_val(&call(client, Call::new("status-session")));
        assert!(size <= 6 * 1024, "{size} bytes are moved for every call");
    }
}
