//! What is observed of a session.

use wppkit_api::helpers::{Evidence, EvidenceSource};

use crate::ErrorCode;

/// One observation of a session. Raw words stay as the server spelled them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Observation {
    /// `status-session`, and `check-connection-session` where it was asked too.
    Look {
        /// The word of `status-session`: `CLOSED`, `INITIALIZING`, `QRCODE`, `PHONECODE`, `CONNECTED`, or other.
        status: Option<String>,
        /// What `check-connection-session` said.
        page_answers: Option<bool>,
        /// Whether a QR code came with it; behind a CLOSED it is the leftover of a login that nobody finished.
        has_qr: bool,
        /// Whether the server holds an entry for the name (only then does it tell its version).
        has_entry: bool,
    },
    /// The answer of `start-session`, which describes the state before the call, or brings the first code.
    Started {
        /// The word of the answer: a state, `qrcode`, `phoneCode`, or nothing.
        status: Option<String>,
    },
    /// A `status-find` event: `notLogged`, `qrReadSuccess`, `inChat`, `browserClose`, …, old spellings included.
    Event {
        /// The event's word.
        status: String,
    },
    /// `close-session` succeeded, or its event arrived.
    Closed,
    /// `logout-session` succeeded, or its event arrived.
    LoggedOut,
    /// The server answered a guarded call with 404: it has no usable client for the session.
    NoClient,
    /// The server could not be asked.
    Failed {
        /// The kind of failure.
        code: ErrorCode,
    },
}

impl Observation {
    /// The observation in sentences.
    pub(crate) fn sentences(&self) -> Vec<Evidence> {
        let one = |source, text: String| vec![Evidence::new(source, text)];
        match self {
            Self::Look { status, page_answers, has_qr, has_entry } => {
                let word = status.as_deref().unwrap_or("nothing");
                let mut text = format!("status-session said {word}");
                if word == "CLOSED" {
                    text.push_str(match (has_qr, has_entry) {
                        (true, _) => " with a left-over QR code",
                        (false, true) => " and holds an entry for the name",
                        (false, false) => " and holds no entry for the name",
                    });
                }
                let mut sentences = one(EvidenceSource::StatusSession, text);
                if let Some(answers) = page_answers {
                    let text = format!("check-connection-session said {answers}");
                    sentences.push(Evidence::new(EvidenceSource::CheckConnection, text));
                }
                sentences
            }
            Self::Started { status } => one(
                EvidenceSource::StartSession,
                format!("start-session answered {}", status.as_deref().unwrap_or("null")),
            ),
            Self::Event { status } => one(EvidenceSource::StatusFind, format!("event {status} arrived")),
            Self::Closed => one(EvidenceSource::OwnAction, "the session was closed".to_owned()),
            Self::LoggedOut => one(EvidenceSource::OwnAction, "the session was logged out".to_owned()),
            Self::NoClient => {
                one(EvidenceSource::Call, "a call was refused: the session has no client".to_owned())
            }
            Self::Failed { code } => {
                one(EvidenceSource::Call, format!("the server could not be asked: {code}"))
            }
        }
    }
}
