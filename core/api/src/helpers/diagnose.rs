//! Helper `diagnose`.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta, SessionStatus};
use crate::{Effect, types::ShownAddress};

/// Finds out what is wrong with server, credentials and session, and how to cure each finding. Changes nothing.
///
/// Never fails: what cannot be reached is a finding.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Diagnose {
    /// A webhook URL to try from here. The server never tells which one is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
    /// Whether to try the secret key that the server ships with; yes by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub try_default_secret: Option<bool>,
}

impl Diagnose {
    /// Tries this webhook URL, too.
    #[must_use]
    pub fn webhook(mut self, url: impl Into<String>) -> Self {
        self.webhook = Some(url.into());
        self
    }
}

/// Shows no token in the webhook's address.
impl fmt::Debug for Diagnose {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Diagnose")
            .field("webhook", &self.webhook.as_deref().map(ShownAddress))
            .field("try_default_secret", &self.try_default_secret)
            .finish()
    }
}

impl Helper for Diagnose {
    type Response = Diagnosis;
    const META: HelperMeta = HelperMeta::new("diagnose", Effect::Read);
}

/// What `diagnose` found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Diagnosis {
    /// Base URL of the server, without credentials.
    pub server: String,
    /// Name of the session.
    pub session: String,
    /// Server version. The server tells it only for sessions that it knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The session's state, if it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<SessionStatus>,
    /// What was found, the gravest first.
    pub findings: Vec<Finding>,
}

impl Diagnosis {
    /// A diagnosis without findings.
    pub fn new(server: impl Into<String>, session: impl Into<String>) -> Self {
        Self {
            server: server.into(),
            session: session.into(),
            version: None,
            status: None,
            findings: Vec::new(),
        }
    }

    /// Whether nothing has to be cured.
    pub fn is_healthy(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity < Severity::Warning)
    }

    /// The finding with this code.
    pub fn finding(&self, code: FindingCode) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.code == code)
    }
}

/// One thing that was found, in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Finding {
    /// What it is, as a stable string.
    pub code: FindingCode,
    /// How grave it is.
    pub severity: Severity,
    /// What was seen.
    pub what: String,
    /// What to do about it; absent where nothing has to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cure: Option<String>,
}

impl Finding {
    /// A finding without a cure.
    pub fn new(code: FindingCode, severity: Severity, what: impl Into<String>) -> Self {
        Self { code, severity, what: what.into(), cure: None }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
        self
    }
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// As it should be.
    Good,
    /// Worth knowing; nothing has to be done.
    Note,
    /// Works, and will hurt later.
    Warning,
    /// Does not work until it is cured.
    Problem,
}

macro_rules! finding_codes {
    ($($(#[$meta:meta])* $variant:ident = $text:literal),* $(,)?) => {
        /// What was found, as a stable string.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum FindingCode {
            $($(#[$meta])* $variant,)*
        }

        impl FindingCode {
            /// Every code, in a fixed order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable string.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

finding_codes! {
    /// Nothing listens at the address.
    ConnectionRefused = "connection_refused",
    /// The server's name has no address.
    NameNotResolved = "name_not_resolved",
    /// The server does not answer in time.
    ServerTimeout = "server_timeout",
    /// What listens there does not speak HTTP.
    NotHttp = "not_http",
    /// No connection for another reason, such as TLS.
    ConnectFailed = "connect_failed",
    /// It answers HTTP, and is no WPPConnect Server (or something stands between).
    NotWppconnect = "not_wppconnect",
    /// The server itself failed (5xx).
    ServerFailing = "server_failing",
    /// Neither token nor secret key was given, or one that cannot be used.
    BadCredentials = "bad_credentials",
    /// The server refuses the secret key.
    WrongSecret = "wrong_secret",
    /// The server refuses the token for this session name.
    WrongToken = "wrong_token",
    /// The server knows no session of this name: never started since it booted, logged out, or unlinked.
    NeverStarted = "never_started",
    /// The session was closed by close-session.
    Closed = "closed",
    /// The link to the phone was removed.
    Unlinked = "unlinked",
    /// The browser is starting.
    Starting = "starting",
    /// The browser does not come up: INITIALIZING for ever.
    StuckInitializing = "stuck_initializing",
    /// A QR code waits to be scanned.
    QrWaiting = "qr_waiting",
    /// A pairing code waits to be typed.
    PairingWaiting = "pairing_waiting",
    /// The server gave up waiting for the login.
    AutoClosed = "auto_closed",
    /// The server says connected, and the browser behind it is dead.
    Zombie = "zombie",
    /// The session is logged in, not yet confirmed.
    Syncing = "syncing",
    /// The server uses a word for the state that is not known here.
    UnknownState = "unknown_state",
    /// The secret key is the one that the server ships with.
    DefaultSecret = "default_secret",
    /// The server does not tell which webhook is stored.
    WebhookUnknown = "webhook_unknown",
    /// The given webhook URL answers from here.
    WebhookReachable = "webhook_reachable",
    /// The given webhook URL does not answer from here, or refuses.
    WebhookUnreachable = "webhook_unreachable",
    /// Server, credentials and session are as they should be.
    Healthy = "healthy",
}

impl fmt::Display for FindingCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_spelled_alike_everywhere() {
        for code in FindingCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }

    #[test]
    fn healthy_means_nothing_to_cure() {
        let mut diagnosis = Diagnosis::new("http://127.0.0.1:21465", "shop");
        diagnosis.findings.push(Finding::new(FindingCode::WebhookUnknown, Severity::Note, "unknown"));
        assert!(diagnosis.is_healthy());
        diagnosis
            .findings
            .push(Finding::new(FindingCode::DefaultSecret, Severity::Warning, "weak").cure("change"));
        assert!(!diagnosis.is_healthy());
        assert!(diagnosis.finding(FindingCode::DefaultSecret).is_some());
    }
}
