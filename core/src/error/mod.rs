//! The one error type: what went wrong, what is known of the delivery, and what to do next.

mod explain;

use std::{borrow::Cow, error::Error as StdError, fmt, sync::Arc};

use bytes::Bytes;
pub(crate) use explain::{explain, server_text};
pub use wppkit_api::{Delivery, ErrorCode};
use wppkit_api::{InvalidField, OperationMeta};

use crate::{refusal::delivers_messages, send::Attempt};

/// What to do about a message of which nobody knows whether it was sent.
pub(crate) const LOOK_FIRST: &str =
    "the message may have arrived: look for it in the chat, or reconcile, before sending again";

/// Why a call failed.
///
/// `Display` is one line without hint or body; `Debug` adds both the hint and the facts. Neither shows
/// secrets, tokens or URLs that contain them. The untouched answer is at [`Error::body`].
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    code: ErrorCode,
    message: String,
    operation: Option<Cow<'static, str>>,
    session: Option<Arc<str>>,
    status: Option<u16>,
    body: Option<Bytes>,
    delivery: Option<Delivery>,
    temporary: bool,
    hint: Option<Cow<'static, str>>,
    message_id: Option<String>,
    attempt: Option<Arc<Attempt>>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of this kind; the message says what was attempted and what stood in the way.
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            code,
            message: message.into(),
            operation: None,
            session: None,
            status: None,
            body: None,
            delivery: None,
            temporary: false,
            hint: None,
            message_id: None,
            attempt: None,
            source: None,
        }))
    }

    /// Input that was refused before anything left.
    pub(crate) fn invalid_input(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidInput, message).with_delivery(Delivery::NotSent)
    }

    /// The same, for a field of a request or a setting of a client. Languages differ in the units of times, so that no
    /// name ends in one.
    pub(crate) fn invalid_field(invalid: InvalidField) -> Self {
        let InvalidField { field, problem, accepted, .. } = invalid;
        match without_unit(&field).filter(|_| problem != "unknown field") {
            Some(time) => Self::invalid_input(format!("{time}: {problem}"))
                .with_hint(format!("accepted: {accepted}, in milliseconds")),
            None => {
                Self::invalid_input(format!("{field}: {problem}")).with_hint(format!("accepted: {accepted}"))
            }
        }
    }

    /// What serde cannot write as JSON.
    pub(crate) fn not_json(what: &str, error: serde_json::Error) -> Self {
        Self::invalid_input(format!("{what} is no JSON"))
            .with_source(error)
            .with_hint("look for keys that are no text, and for values that JSON does not have")
    }

    /// A file where none is taken.
    pub(crate) fn takes_no_file(id: &str) -> Self {
        Self::invalid_input(format!("{id} takes no file beside its fields")).with_hint(
            "leave the file out, or use an operation that sends files: send-file, send-image, send-media",
        )
    }

    /// The error of a call whose effect is unknown: it says to look first, besides what else there is to say.
    pub(crate) fn maybe_done(self, meta: &OperationMeta) -> Self {
        let look = if delivers_messages(meta) {
            LOOK_FIRST
        } else {
            "it may have been done all the same: look before calling again"
        };
        let hint = match self.hint() {
            Some(hint) if hint.contains("before sending again") => hint.to_owned(),
            Some(hint) => format!("{look}; {hint}"),
            None => look.to_owned(),
        };
        self.with_delivery(Delivery::Unknown).with_hint(hint)
    }

    pub(crate) fn with_operation(mut self, operation: impl Into<Cow<'static, str>>) -> Self {
        self.0.operation = Some(operation.into());
        self
    }

    pub(crate) fn with_session(mut self, session: &Arc<str>) -> Self {
        self.0.session = Some(Arc::clone(session));
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        self.0.body = Some(body);
        self
    }

    pub(crate) fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.0.delivery = Some(delivery);
        self
    }

    pub(crate) fn with_temporary(mut self, temporary: bool) -> Self {
        self.0.temporary = temporary;
        self
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    pub(crate) fn with_message_id(mut self, id: impl Into<String>) -> Self {
        self.0.message_id = Some(id.into());
        self
    }

    /// Remembers what was being sent, for looking it up.
    pub(crate) fn with_attempt(mut self, attempt: Attempt) -> Self {
        self.0.attempt = Some(Arc::new(attempt));
        self
    }

    pub(crate) fn attempt(&self) -> Option<&Attempt> {
        self.0.attempt.as_deref()
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    pub(crate) fn with_shared_source(mut self, source: Arc<dyn StdError + Send + Sync>) -> Self {
        self.0.source = Some(source);
        self
    }

    /// The same answer under another code and in other words.
    pub(crate) fn reworded(mut self, code: ErrorCode, message: impl Into<String>) -> Self {
        self.0.code = code;
        self.0.message = message.into();
        self
    }

    pub(crate) fn with_code(mut self, code: ErrorCode) -> Self {
        self.0.code = code;
        self
    }

    /// The same error as the outcome of another operation, with nothing having left.
    pub(crate) fn before_sending(self, operation: &'static str) -> Self {
        self.with_operation(operation).with_delivery(Delivery::NotSent)
    }

    /// The kind of failure, a stable string in every language.
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// What was attempted and what stood in the way, without code and context.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Id of the operation, such as `send-message`.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// Name of the session.
    pub fn session(&self) -> Option<&str> {
        self.0.session.as_deref()
    }

    /// HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The answer's body, untouched.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// For sends: whether the message provably was not sent, or may have been.
    pub fn delivery(&self) -> Option<Delivery> {
        self.0.delivery
    }

    /// Whether the same call may succeed later without a change.
    pub fn temporary(&self) -> bool {
        self.0.temporary
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// For sends: the id under which WhatsApp keeps the message that was not confirmed.
    pub fn message_id(&self) -> Option<&str> {
        self.0.message_id.as_deref()
    }
}

/// `timeoutMs` is `timeout` to a user, and `scheduleMs[0]` is `schedule[0]`.
fn without_unit(field: &str) -> Option<String> {
    let (name, place) = field.split_at(field.find('[').unwrap_or(field.len()));
    Some(format!("{}{place}", name.strip_suffix("Ms")?))
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        write!(formatter, "{}: ", inner.code)?;
        for (index, line) in inner.message.lines().enumerate() {
            formatter.write_str(if index == 0 { "" } else { " " })?;
            formatter.write_str(line)?;
        }
        let mut context = Vec::new();
        context.extend(inner.operation.as_ref().map(ToString::to_string));
        context.extend(inner.session.as_ref().map(|session| format!("session {session}")));
        context.extend(inner.status.map(|status| format!("HTTP {status}")));
        context.extend(inner.delivery.map(|delivery| match delivery {
            Delivery::NotSent => "nothing was sent".to_owned(),
            Delivery::Unknown => "may have been sent".to_owned(),
        }));
        if context.is_empty() { Ok(()) } else { write!(formatter, " ({})", context.join(", ")) }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        formatter
            .debug_struct("Error")
            .field("code", &inner.code.as_str())
            .field("message", &inner.message)
            .field("operation", &inner.operation)
            .field("session", &inner.session)
            .field("status", &inner.status)
            .field("delivery", &inner.delivery.map(Delivery::as_str))
            .field("temporary", &inner.temporary)
            .field("hint", &inner.hint)
            .field("body_bytes", &inner.body.as_ref().map(Bytes::len))
            .field("source", &inner.source.as_ref().map(ToString::to_string))
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_is_one_line_with_the_facts() {
        let error = Error::new(ErrorCode::SendFailed, "first\nsecond")
            .with_operation("send-message")
            .with_session(&Arc::from("shop"))
            .with_status(500)
            .with_delivery(Delivery::Unknown);
        assert_eq!(
            error.to_string(),
            "send_failed: first second (send-message, session shop, HTTP 500, may have been sent)"
        );
    }

    #[test]
    fn a_refused_field_is_named_without_its_unit_and_with_what_is_accepted() {
        for (field, problem, shown, hint) in [
            ("timeouts.normalMs", "must be x", "timeouts.normal: must be x", "accepted: x, in milliseconds"),
            ("scheduleMs[1]", "must be x", "schedule[1]: must be x", "accepted: x, in milliseconds"),
            ("pauzeMs", "unknown field", "pauzeMs: unknown field", "accepted: x"),
            ("phone", "must be x", "phone: must be x", "accepted: x"),
        ] {
            let error = Error::invalid_field(InvalidField::new(field, problem, "x"));
            assert_eq!((error.message(), error.hint()), (shown, Some(hint)));
            assert_eq!(error.delivery(), Some(Delivery::NotSent));
        }
    }

    #[test]
    fn debug_keeps_the_body_out() {
        let error = Error::new(ErrorCode::Server, "x").with_body(Bytes::from_static(b"SECRET-URL"));
        let shown = format!("{error:?} {error:#?} {error}");
        assert!(!shown.contains("SECRET-URL"), "{shown}");
        assert_eq!(error.body(), Some(&b"SECRET-URL"[..]));
    }

    #[test]
    fn an_error_is_small_and_can_cross_threads() {
        fn sendable<T: Send + Sync + 'static>() {}
        sendable::<Error>();
        assert_eq!(std::mem::size_of::<Error>(), std::mem::size_of::<usize>());
    }
}
