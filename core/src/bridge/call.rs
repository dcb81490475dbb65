//! One call by id: JSON text in, JSON text out.

use bytes::Bytes;
use serde::Deserialize;
use wppkit_api::{by_id, helper_by_id};

use super::{ClientHandle, config::positive};
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
        if self.attempts == Some(0) {
            return Err(Error::invalid_input("attempts: 0 attempts").with_hint("1 switches retries off"));
        }
        Ok(CallOptions {
            timeout: positive("timeoutMs", self.timeout_ms)?,
            deadline: positive("deadlineMs", self.deadline_ms)?,
            attempts: self.attempts,
        })
    }
}

/// What a call brought.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Reply {
    /// The typed payload as JSON text, without its envelope. Ids are text, unknown keys are kept.
    pub payload: Bytes,
    /// The whole answer as it came; of a helper, the payload.
    pub raw: Bytes,
    /// HTTP status of the answer.
    pub status: u16,
    /// The answer's content type.
    pub content_type: String,
    /// Bytes that come beside the payload: the file of `download`.
    pub attachment: Option<Bytes>,
}

/// Makes a call. Dropping the future cancels it.
///
/// # Errors
/// As every call: see [`Error::code`].
pub async fn call(client: ClientHandle, call: Call) -> Result<Reply, Error> {
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
        let payload = answer.raw.body().clone();
        return Ok(Reply {
            raw: payload.clone(),
            payload,
            status: answer.raw.status(),
            content_type: answer.raw.content_type().to_owned(),
            attachment: answer.attachment,
        });
    }
    let entry = by_id(&operation).ok_or_else(|| unknown_operation(&operation))?;
    let (payload, answer) = match &session {
        Some(session) => {
            let options = options.or(session.options);
            let result = core.0.call_text(session.target(), entry, &request, &options, attachment).await;
            session.learn(result)?
        }
        None => core.0.call_text(Target::Server, entry, &request, &options, attachment).await?,
    };
    Ok(Reply {
        payload: payload.into(),
        raw: answer.body,
        status: answer.status,
        content_type: answer.content_type,
        attachment: None,
    })
}
