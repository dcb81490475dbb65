//! Why there is no usable answer.

use std::{error::Error as StdError, sync::Arc};

/// Why nothing usable came back.
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    /// Whether a part of the request may have left.
    pub(crate) may_have_left: bool,
    /// The deepest cause in words, without any URL.
    pub(crate) cause: String,
    pub(crate) source: Option<Arc<dyn StdError + Send + Sync>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// Nothing listens at the address.
    Refused,
    /// The name has no address.
    NoName,
    /// No connection within the connect time-out.
    ConnectTimeout,
    /// No connection for another reason: TLS, no route.
    Connect,
    /// What listens there does not speak HTTP.
    NotHttp,
    /// The time is over.
    Timeout,
    /// The connection broke before an answer came.
    Broken,
    /// The connection broke within the answer.
    Truncated,
    /// The answer is larger than the limit.
    TooLarge,
    /// The file in the answer is no base64.
    Damaged,
    /// The file in the answer could not be written to this machine's disk.
    Unwritten,
    /// The request could not be built.
    Invalid,
}

impl FailureKind {
    /// Whether there was no connection to write to.
    pub(super) fn never_left(self) -> bool {
        matches!(self, Self::Refused | Self::NoName | Self::ConnectTimeout | Self::Connect | Self::Invalid)
    }
}

impl Failure {
    /// A failure for this reason; the words are those of the deepest cause.
    pub(super) fn new(
        kind: FailureKind,
        may_have_left: bool,
        error: impl StdError + Send + Sync + 'static,
    ) -> Self {
        let cause = causes(&error).last().map(ToString::to_string).unwrap_or_default();
        Self { kind, may_have_left, cause, source: Some(Arc::new(error)) }
    }
}

/// The chain of causes, from the error itself to the deepest.
pub(super) fn causes<'e>(
    error: &'e (dyn StdError + 'static),
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

/// Whether nothing listens at the address.
pub(super) fn is_refused(cause: &(dyn StdError + 'static)) -> bool {
    cause
        .downcast_ref::<std::io::Error>()
        .is_some_and(|io| io.kind() == std::io::ErrorKind::ConnectionRefused)
}

/// Whether what answers does not speak HTTP.
pub(super) fn is_not_http(cause: &(dyn StdError + 'static)) -> bool {
    cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse)
}

/// The file in the answer is damaged, or cannot be written.
pub(super) fn unwritten(error: std::io::Error) -> Failure {
    let kind = match error.kind() {
        std::io::ErrorKind::InvalidData => FailureKind::Damaged,
        _ => FailureKind::Unwritten,
    };
    Failure { kind, may_have_left: true, cause: error.to_string(), source: None }
}

/// The request cannot be built.
pub(super) fn invalid(cause: &str) -> Failure {
    Failure { kind: FailureKind::Invalid, may_have_left: false, cause: cause.to_owned(), source: None }
}
