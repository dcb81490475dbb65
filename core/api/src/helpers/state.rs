//! The one state that three vocabularies of the server reduce to, and what it was concluded from.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is known of a session, as one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// Not running: never started, closed or forgotten by the server. A stored login may exist.
    Closed,
    /// The browser is starting. Lasts for ever if it cannot start.
    Starting,
    /// A QR code waits to be scanned.
    AwaitingQr,
    /// A pairing code waits to be typed into the phone.
    AwaitingPairing,
    /// Logged in, not yet confirmed by the second good check.
    Syncing,
    /// Two consecutive checks found the session connected and its page alive.
    Connected,
    /// The server says connected, and the page behind it is dead: nothing can be sent.
    Degraded,
    /// A start was given up, mostly because nobody scanned within the server's autoclose (60 s).
    AutoClosed,
    /// The link to the phone was removed: the next start needs a QR or pairing code.
    Unlinked,
    /// The evidence does not tell.
    Unknown,
}

impl SessionState {
    /// Every state, in a fixed order.
    pub const ALL: &'static [Self] = &[
        Self::Closed,
        Self::Starting,
        Self::AwaitingQr,
        Self::AwaitingPairing,
        Self::Syncing,
        Self::Connected,
        Self::Degraded,
        Self::AutoClosed,
        Self::Unlinked,
        Self::Unknown,
    ];

    /// The stable string.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Starting => "starting",
            Self::AwaitingQr => "awaiting_qr",
            Self::AwaitingPairing => "awaiting_pairing",
            Self::Syncing => "syncing",
            Self::Connected => "connected",
            Self::Degraded => "degraded",
            Self::AutoClosed => "auto_closed",
            Self::Unlinked => "unlinked",
            Self::Unknown => "unknown",
        }
    }

    /// Whether nothing runs under the session's name, so that start-session starts something.
    pub const fn is_stopped(self) -> bool {
        matches!(self, Self::Closed | Self::AutoClosed | Self::Unlinked)
    }

    /// Whether a start is under way that ends in a login or an autoclose.
    pub const fn is_logging_in(self) -> bool {
        matches!(self, Self::Starting | Self::AwaitingQr | Self::AwaitingPairing | Self::Syncing)
    }
}

impl fmt::Display for SessionState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Where a piece of evidence comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EvidenceSource {
    /// Answer of status-session.
    StatusSession,
    /// Answer of check-connection-session.
    CheckConnection,
    /// Answer of qrcode-session.
    QrcodeSession,
    /// Answer of start-session.
    StartSession,
    /// A status-find event.
    StatusFind,
    /// How another call ended.
    Call,
    /// What this client did.
    OwnAction,
}

/// One thing that the state was concluded from, readable as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Evidence {
    /// Where it comes from.
    pub source: EvidenceSource,
    /// What was said or seen, such as `status-session said CONNECTED`.
    pub text: String,
}

impl Evidence {
    /// A sentence and its source.
    pub fn new(source: EvidenceSource, text: impl Into<String>) -> Self {
        Self { source, text: text.into() }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_spelled_alike_everywhere() {
        for state in SessionState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}
