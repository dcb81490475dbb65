//! The errors of a call, made where the cause is known.

use wppkit_api::{DecodeAnswerError, Effect, OperationMeta, Unsupported};

use super::Target;
use crate::{
    Delivery, Error, ErrorCode,
    client::ClientInner,
    refusal,
    transport::{Failure, FailureKind, RawAnswer},
};

/// The route exists, but calling it would do something else than it says.
pub(super) fn unsupported(meta: &OperationMeta, unsupported: Unsupported) -> Error {
    let Unsupported { reason, instead, .. } = unsupported;
    Error::new(ErrorCode::NotSupported, format!("{} is not called: {reason}", meta.id)).with_hint(instead)
}

/// The operation takes a file, and none was given; the server would go on without it.
pub(super) fn no_content(meta: &OperationMeta) -> Error {
    Error::invalid_input(format!("{} needs a file, and none is given", meta.id))
        .with_hint("give a file beside the fields, or a path, URL or data URL in the field path")
}

/// What to do about a request that cannot be written as HTTP.
pub(super) const UNWRITABLE: &str = "look for control characters in the base URL, the token and the ids";

const ALL_OPERATIONS: &str = "all are in the reference (docs/reference)";

impl ClientInner {
    /// The token was renewed and is refused again: say which of secret, session and token is wrong.
    pub(super) fn still_refused(&self, meta: &OperationMeta, answer: &RawAnswer) -> Error {
        let text = String::from_utf8_lossy(&answer.body);
        let error = refusal::refused(meta, answer, self.settings.secret.as_ref());
        if text.contains("Token is not present") {
            return error;
        }
        match self.mints_locally() {
            true => error.with_code(ErrorCode::WrongSecret).with_hint(
                "a token minted from this secret key and session name is refused: the secret key differs from the \
                 server's secretKey",
            ),
            false => error.with_hint(
                "the server refuses even the token that it has just minted: it runs with two different secret \
                 keys (config file and start options), or a proxy sends calls to different servers",
            ),
        }
    }

    pub(super) fn failed(&self, meta: &OperationMeta, failure: Failure) -> Error {
        let base = self.settings.base.as_str();
        let error = match failure.kind {
            FailureKind::Refused
            | FailureKind::NoName
            | FailureKind::ConnectTimeout
            | FailureKind::Connect => {
                Error::new(ErrorCode::Connect, format!("cannot connect to {base}: {}", failure.cause))
                    .with_temporary(true)
                    .with_hint("is the server running, and are host and port right? wppkit doctor finds out")
            }
            FailureKind::Timeout => Error::new(ErrorCode::Timeout, failure.cause.clone())
                .with_temporary(true)
                .with_hint("some requests never get an answer from this server: look at status()"),
            FailureKind::NotHttp => Error::new(
                ErrorCode::UnexpectedResponse,
                format!("{base} does not speak HTTP: {}", failure.cause),
            )
            .with_hint("is the port right, and is it http:// or https://?"),
            FailureKind::Broken => Error::new(
                ErrorCode::Connect,
                format!("the connection broke before the answer: {}", failure.cause),
            )
            .with_temporary(true)
            .with_hint("did the server restart, or is there a proxy with a shorter time-out?"),
            FailureKind::Truncated => Error::new(
                ErrorCode::UnexpectedResponse,
                format!("the answer ended too early: {}", failure.cause),
            )
            .with_temporary(true)
            .with_hint("did the server restart, or does a proxy cut answers?"),
            FailureKind::TooLarge => Error::new(ErrorCode::UnexpectedResponse, failure.cause.clone())
                .with_hint("raise max_answer_bytes, or ask for less"),
            FailureKind::Damaged => Error::new(
                ErrorCode::UnexpectedResponse,
                format!("the file in the answer is damaged: {}", failure.cause),
            )
            .with_temporary(true)
            .with_hint("does a proxy change or cut answers?"),
            FailureKind::Unwritten => Error::new(
                ErrorCode::Storage,
                format!("the file cannot be written: {}", failure.cause),
            )
            .with_hint(
                "files are written on this machine: check the folder, its permissions and the space left",
            ),
            FailureKind::Invalid => Error::invalid_input(failure.cause.clone()).with_hint(UNWRITABLE),
        };
        let error = match failure.source {
            Some(source) => error.with_shared_source(source),
            None => error,
        };
        match meta.effect {
            Effect::Send if failure.may_have_left => error.maybe_done(meta),
            Effect::Send => error.with_delivery(Delivery::NotSent),
            Effect::Read | Effect::Set => error,
        }
    }

    pub(super) fn undecodable(
        &self,
        meta: &OperationMeta,
        answer: &RawAnswer,
        problem: DecodeAnswerError,
    ) -> Error {
        let what = if !answer.content_type.contains("json") && !answer.content_type.starts_with("image/") {
            "the answer is not JSON".to_owned()
        } else if problem.truncated {
            "the answer ends in the middle".to_owned()
        } else {
            format!("the answer cannot be read ({problem})")
        };
        let error = refusal::unexpected(answer, &what, self.settings.secret.as_ref()).with_source(problem);
        match meta.effect {
            Effect::Send => error.maybe_done(meta),
            Effect::Read | Effect::Set => error,
        }
    }
}

pub(super) fn in_context(error: Error, meta: &OperationMeta, target: Target<'_>) -> Error {
    let error = if error.operation().is_none() { error.with_operation(meta.id) } else { error };
    match target.shared() {
        Some(shared) => error.with_session(&shared.name),
        None => error,
    }
}

pub(crate) fn unknown_operation(id: &str) -> Error {
    let near = wppkit_api::nearest(id);
    let hint = match near.as_slice() {
        [] => ALL_OPERATIONS.to_owned(),
        near => format!("did you mean {}? {ALL_OPERATIONS}", near.join(", ")),
    };
    Error::new(ErrorCode::InvalidInput, format!("there is no operation {id:?}")).with_hint(hint)
}
