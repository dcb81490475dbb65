//! What a session verb reports: not what the server answered, but what is proven.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SessionState;

/// The verbs that change a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verb {
    /// Started by start-session.
    Start,
    /// Closed by close-session; the link to the phone is kept.
    Close,
    /// Logged out by logout-session; the link is removed.
    Logout,
    /// Closed, and the browser profile deleted.
    Wipe,
    /// Closed and started again.
    Restart,
}

impl Verb {
    /// The stable string.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Close => "close",
            Self::Logout => "logout",
            Self::Wipe => "wipe",
            Self::Restart => "restart",
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What a verb did, read back from the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VerbReport {
    /// Name of the session.
    pub session: String,
    /// What was done.
    pub verb: Verb,
    /// The state before.
    pub before: SessionState,
    /// The state that was read back afterwards.
    pub after: SessionState,
    /// Whether there was nothing to do.
    pub already: bool,
    /// What the read-back proves, in sentences.
    pub proven: Vec<String>,
    /// What cannot be proven over this API, or is left behind, in sentences.
    pub unproven: Vec<String>,
    /// The server's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl VerbReport {
    /// A report without findings.
    pub fn new(session: impl Into<String>, verb: Verb, before: SessionState, after: SessionState) -> Self {
        Self {
            session: session.into(),
            verb,
            before,
            after,
            already: false,
            proven: Vec::new(),
            unproven: Vec::new(),
            message: None,
        }
    }
}
