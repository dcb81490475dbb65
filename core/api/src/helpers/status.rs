//! Helper `status`.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Evidence, Helper, HelperMeta, SessionState};
use crate::Effect;

/// Reads the session's state: one word, with the evidence that it was concluded from.
///
/// Costs one call for a session that is not connected, two for one that is. A session that was not seen connected
/// lately is looked at a second time before it is called `connected`; without `confirm` it is then `syncing`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Status {
    /// Whether a first good look is confirmed by a second one; yes by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<bool>,
}

impl Status {
    /// One look only.
    pub fn once() -> Self {
        Self { confirm: Some(false) }
    }
}

impl Helper for Status {
    type Response = SessionStatus;
    const META: HelperMeta = HelperMeta::new("status", Effect::Read);
}

/// What is known of a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SessionStatus {
    /// Name of the session.
    pub session: String,
    /// The state that the evidence reduces to.
    pub state: SessionState,
    /// What the state was concluded from, the server's present word first.
    pub evidence: Vec<Evidence>,
    /// Consecutive looks that found the session connected and its page alive.
    pub connected_for_checks: u32,
    /// Whether the main screen of WhatsApp was reported since the login. Known from events only.
    pub in_chat: bool,
    /// The server's own words.
    pub raw: RawStatus,
    /// Server version. The server tells it only for sessions that it knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The QR code that the server holds, fresh or left over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr: Option<QrStatus>,
    /// What to do next, where something has to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl SessionStatus {
    /// A status without evidence; the reducer fills in the rest.
    pub fn new(session: impl Into<String>, state: SessionState) -> Self {
        Self {
            session: session.into(),
            state,
            evidence: Vec::new(),
            connected_for_checks: 0,
            in_chat: false,
            raw: RawStatus::default(),
            version: None,
            qr: None,
            hint: None,
        }
    }

    /// Whether the session is connected, proven by two consecutive checks.
    pub fn is_connected(&self) -> bool {
        self.state == SessionState::Connected
    }
}

/// The server's own words, unimproved.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RawStatus {
    /// `status` of status-session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// `status` of check-connection-session; asked only while the session says CONNECTED.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_connection: Option<bool>,
    /// `status` of the last status-find event that was handed in, in its own spelling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_find: Option<String>,
}

/// A QR code as status-session shows it.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct QrStatus {
    /// Text of the code. It logs an account in: treat it like a password while it is fresh.
    pub text: String,
    /// Whether the code waits to be scanned. The server keeps the last one after login and after autoclose.
    pub fresh: bool,
    /// 1 for the first code seen of a login, counting up with every new one.
    pub seq: u32,
    /// Milliseconds since this client first saw the code.
    pub age_ms: u64,
}

impl QrStatus {
    /// A code that was first seen `age_ms` ago.
    pub fn new(text: impl Into<String>, fresh: bool, seq: u32, age_ms: u64) -> Self {
        Self { text: text.into(), fresh, seq, age_ms }
    }
}

impl fmt::Debug for QrStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("QrStatus")
            .field("fresh", &self.fresh)
            .field("seq", &self.seq)
            .field("age_ms", &self.age_ms)
            .finish_non_exhaustive()
    }
}
