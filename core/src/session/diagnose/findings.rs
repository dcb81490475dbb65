//! The findings of which more than one examination may come up with.

use wppkit_api::helpers::{Finding, FindingCode, Severity};

use crate::{
    Error, ErrorCode, Session,
    transport::{Failure, FailureKind},
};

const CHANGE_SECRET: &str = "set another secretKey on the server (SECRET_KEY) and here (WPPKIT_SECRET_KEY): whoever \
                             reaches the server's port controls all sessions. All tokens have to be minted anew";

pub(super) fn default_secret() -> Finding {
    Finding::new(
        FindingCode::DefaultSecret,
        Severity::Warning,
        "the server accepts the secret key that it ships with, which everybody knows",
    )
    .cure(CHANGE_SECRET)
}

pub(super) fn wrong_secret() -> Finding {
    Finding::new(FindingCode::WrongSecret, Severity::Problem, "the server refuses the secret key")
        .cure("use the server's secretKey: SECRET_KEY in its environment, or secretKey in its config file")
}

pub(super) fn unreachable(base: &str, failure: &Failure) -> Finding {
    let cause = &failure.cause;
    let (code, what, cure) = match failure.kind {
        FailureKind::Refused => (
            FindingCode::ConnectionRefused,
            format!("nothing listens at {base}"),
            "start the server, or correct host and port; for a container, check that the port is published",
        ),
        FailureKind::NoName => (
            FindingCode::NameNotResolved,
            format!("the name in {base} has no address: {cause}"),
            "correct the host name; between containers it is the service's name",
        ),
        FailureKind::Timeout => (
            FindingCode::ServerTimeout,
            format!("{base} does not answer: {cause}"),
            "the server hangs or is overloaded: look at its CPU and log, and restart it",
        ),
        FailureKind::NotHttp => (
            FindingCode::NotHttp,
            format!("what listens at {base} does not speak HTTP"),
            "correct the port, and http:// or https://",
        ),
        FailureKind::Broken
        | FailureKind::Truncated
        | FailureKind::TooLarge
        | FailureKind::Damaged
        | FailureKind::Unwritten => (
            FindingCode::ServerFailing,
            format!("{base} breaks the connection: {cause}"),
            "the server or a proxy in front of it crashes: look at their logs",
        ),
        FailureKind::ConnectTimeout | FailureKind::Connect | FailureKind::Invalid => (
            FindingCode::ConnectFailed,
            format!("no connection to {base}: {cause}"),
            "check firewall, network and, with https, the certificate",
        ),
    };
    Finding::new(code, Severity::Problem, what).cure(cure)
}

/// The finding behind a failed look.
pub(super) fn trouble(error: &Error, session: &Session) -> Finding {
    let hint = error.hint().unwrap_or("look at the server's log").to_owned();
    let name = session.name();
    match error.code() {
        ErrorCode::WrongSecret => wrong_secret(),
        ErrorCode::Unauthorized => Finding::new(
            FindingCode::WrongToken,
            Severity::Problem,
            format!("the server refuses the token for the session name {name}"),
        )
        .cure(hint),
        ErrorCode::InvalidInput => {
            Finding::new(FindingCode::BadCredentials, Severity::Problem, error.message()).cure(hint)
        }
        ErrorCode::Timeout => {
            Finding::new(FindingCode::ServerTimeout, Severity::Problem, error.message()).cure(hint)
        }
        ErrorCode::NotSupported | ErrorCode::UnexpectedResponse => {
            Finding::new(FindingCode::NotWppconnect, Severity::Problem, error.message()).cure(hint)
        }
        ErrorCode::Connect => {
            Finding::new(FindingCode::ConnectFailed, Severity::Problem, error.message()).cure(hint)
        }
        _ => Finding::new(FindingCode::ServerFailing, Severity::Problem, error.message()).cure(hint),
    }
}
