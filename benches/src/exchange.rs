//! The two exchanges that everything is measured with.

use std::{fmt, str::FromStr};

use crate::Result;

/// Session that the exchanges are about.
pub(crate) const SESSION: &str = "bench";
/// Number that send-message sends to.
pub(crate) const PHONE: &str = "5511999990001";
/// Text that send-message sends.
pub(crate) const TEXT: &str = "Hello there";
/// Body of send-message.
pub(crate) const SEND_BODY: &str = r#"{"phone":"5511999990001","message":"Hello there"}"#;
/// A token of the right form, for servers that check nothing.
pub(crate) const TOKEN: &str = "$2b$10$abcdefghijklmnopqrstuv_bcdefghijklmnopqrstuvwxyz01234";
/// Content type of bodies.
pub(crate) const JSON: &str = "application/json; charset=utf-8";
/// Answer of status-session for a session that logged in from its stored profile.
pub(crate) const STATUS_ANSWER: &[u8] = br#"{"status":"CONNECTED","version":"2.10.4"}"#;
/// Answer of send-message, 2.2 kB as the server gives it.
pub(crate) const SEND_ANSWER: &[u8] = include_bytes!("../answers/send-message.json");

/// One of the measured operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exchange {
    /// `GET /api/bench/status-session`: a small answer.
    Status,
    /// `POST /api/bench/send-message`: a body, and an answer of 2.2 kB.
    Send,
}

impl Exchange {
    pub(crate) const ALL: [Self; 2] = [Self::Status, Self::Send];

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Status => "/api/bench/status-session",
            Self::Send => "/api/bench/send-message",
        }
    }

    /// Status of the answer of a success.
    pub(crate) const fn success(self) -> u16 {
        match self {
            Self::Status => 200,
            Self::Send => 201,
        }
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Status => "status-session",
            Self::Send => "send-message",
        })
    }
}

impl FromStr for Exchange {
    type Err = Box<dyn std::error::Error + Send + Sync>;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|exchange| exchange.to_string() == text)
            .ok_or_else(|| format!("no exchange {text}").into())
    }
}
