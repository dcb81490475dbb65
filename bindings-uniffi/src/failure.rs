//! Errors on their way out: the record of the core as JSON.

use wppkit::{Error, bridge::ErrorRecord};

/// Why a call failed.
#[derive(Debug, Clone, thiserror::Error, uniffi::Error)]
pub enum Failure {
    /// An error of the core.
    #[error("{record}")]
    Wpp {
        /// `{code, message, display, operation, session, status, body, …}`.
        record: String,
    },
    /// What the language's own code said: a token store, or the source of a file.
    #[error("{reason}")]
    Foreign {
        /// Its text.
        reason: String,
    },
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        // A record is made of texts and numbers, and an answer's body that was JSON before.
        Self::Wpp { record: serde_json::to_string(&ErrorRecord::from(&error)).unwrap_or_default() }
    }
}

/// The language's code broke in a way that it did not announce.
impl From<uniffi::UnexpectedUniFFICallbackError> for Failure {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Foreign { reason: error.reason }
    }
}

/// A name that a language cannot have given: the core's text is the better one.
pub(crate) fn refused(field: &str, problem: &str, hint: &str) -> Failure {
    wppkit::bridge::invalid_input(field, problem, hint).into()
}
