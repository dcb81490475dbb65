//! What can be observed of a session.

use wppkit_api::{
    ErrorCode,
    helpers::Verb,
    types::{CheckConnectionAnswer, QrCodeAnswer, StartSessionAnswer, StatusAnswer},
};

/// One thing that was observed. The reducer folds them in the order in which they happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Observation {
    /// The server was asked for the state.
    Look(Look),
    /// A status-find event arrived; the word may be of any server version.
    StatusFind(String),
    /// start-session answered: with the state *before* the call, or with a code.
    Started {
        /// `status` of the answer; null after a close.
        status: Option<String>,
        /// Server version, which the answer carries for sessions that were known.
        version: Option<String>,
    },
    /// qrcode-session answered, which tells a closed session from an unknown one.
    QrcodeAnswer {
        /// Whether it was a picture.
        picture: bool,
        /// The answer's words, if it was none.
        message: Option<String>,
    },
    /// A call that needs a live client was answered 404 "Disconnected".
    Refused,
    /// A call went through the page, and was answered or not. The status routes do not notice a page that is deaf.
    Probed(bool),
    /// The server could not be asked.
    Failed(ErrorCode),
    /// This client did it, and the server confirmed it.
    Did(Verb),
}

impl From<&StartSessionAnswer> for Observation {
    fn from(answer: &StartSessionAnswer) -> Self {
        Self::Started { status: answer.status.clone(), version: answer.version.clone() }
    }
}

impl From<&QrCodeAnswer> for Observation {
    fn from(answer: &QrCodeAnswer) -> Self {
        Self::QrcodeAnswer { picture: answer.png.is_some(), message: answer.message.clone() }
    }
}

/// One question for the state: status-session, and check-connection-session where that said CONNECTED.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Look {
    /// `status` of status-session.
    pub status: Option<String>,
    /// Server version; absent for sessions that the server does not know.
    pub version: Option<String>,
    /// Text of the QR code that the server holds, fresh or left over.
    pub qr: Option<String>,
    /// `status` of check-connection-session, if it was asked.
    pub check: Option<bool>,
    /// The server has no check-connection-session: its word is all there is.
    pub uncheckable: bool,
}

impl Look {
    /// A look from the two answers.
    pub fn new(status: &StatusAnswer, check: Option<&CheckConnectionAnswer>) -> Self {
        Self {
            status: status.status.clone(),
            version: status.version.clone(),
            qr: status.urlcode.clone().filter(|text| !text.is_empty()),
            check: check.map(|answer| answer.status),
            uncheckable: false,
        }
    }
}

impl std::fmt::Debug for Look {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The text of a waiting code logs an account in.
        formatter
            .debug_struct("Look")
            .field("status", &self.status)
            .field("version", &self.version)
            .field("qr", &self.qr.is_some())
            .field("check", &self.check)
            .field("uncheckable", &self.uncheckable)
            .finish()
    }
}
