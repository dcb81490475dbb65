//! Exit codes: what a script can branch on.

use std::process::ExitCode;

use wppkit::{Delivery, ErrorCode, api::Effect};

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done as asked.
    Done = 0,
    /// The server refused it, or it failed; or the doctor found something to cure.
    Failed = 1,
    /// The arguments cannot mean anything; nothing was done.
    Usage = 2,
    /// It may have been done.
    Unknown = 3,
    /// The server does not answer.
    Unreachable = 4,
    /// Ended by Ctrl-C, as shells spell it.
    Cancelled = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Exit {
    /// The exit code of an SDK error.
    ///
    /// A time-out of a read changes nothing, so the server counts as out of reach; after anything else that
    /// timed out, nobody knows whether it was done.
    pub(crate) fn of(code: ErrorCode, delivery: Option<Delivery>, operation: Option<&str>) -> Self {
        let repeatable =
            || operation.and_then(wppkit::api::by_id).is_some_and(|entry| entry.meta.effect == Effect::Read);
        match (code, delivery) {
            (_, Some(Delivery::Unknown)) => Self::Unknown,
            (ErrorCode::Connect, _) => Self::Unreachable,
            (ErrorCode::InvalidInput, _) => Self::Usage,
            (ErrorCode::Cancelled, _) => Self::Cancelled,
            (ErrorCode::Timeout, Some(Delivery::NotSent)) => Self::Unreachable,
            (ErrorCode::Timeout, None) if repeatable() => Self::Unreachable,
            (ErrorCode::Timeout, None) => Self::Unknown,
            _ => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_outcomes_win_over_the_cause() {
        for code in [ErrorCode::Connect, ErrorCode::Timeout, ErrorCode::Server, ErrorCode::SendFailed] {
            assert_eq!(Exit::of(code, Some(Delivery::Unknown), Some("send-message")), Exit::Unknown);
        }
    }

    #[test]
    fn a_time_out_counts_by_what_the_operation_does() {
        let of = |operation| Exit::of(ErrorCode::Timeout, None, operation);
        assert_eq!(of(Some("status-session")), Exit::Unreachable);
        assert_eq!(of(Some("close-session")), Exit::Unknown);
        assert_eq!(of(None), Exit::Unknown);
    }

    #[test]
    fn the_rest_follows_the_code() {
        assert_eq!(Exit::of(ErrorCode::Connect, Some(Delivery::NotSent), None), Exit::Unreachable);
        assert_eq!(Exit::of(ErrorCode::InvalidInput, Some(Delivery::NotSent), None), Exit::Usage);
        assert_eq!(Exit::of(ErrorCode::NumberNotFound, Some(Delivery::NotSent), None), Exit::Failed);
        assert_eq!(Exit::of(ErrorCode::WrongSecret, None, None), Exit::Failed);
    }
}
