//! Helper `restore`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta, SessionState, backup::file_is_named};
use crate::{Effect, InvalidField};

/// Brings a backup back to the server, and waits until the sessions that matter are there and have started.
///
/// The archive is held against its SHA-256 before anything is sent: the one given here, else the one in `FILE.sha256`. Then
/// the server closes every session, unpacks the archive and starts everything that is stored: **all** are down meanwhile.
/// It answers before it unpacks, so that its success means nothing: only the look at the sessions afterwards does. Stored
/// settings are overwritten, browser profiles that exist are not. Needs the secret key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Restore {
    /// The archive.
    pub file: String,
    /// Its SHA-256 in hexadecimal digits, if you keep it elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The sessions that have to be there and start; the session that this is called on by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<Vec<String>>,
    /// Milliseconds that the upload may take; 600 000 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// Milliseconds that the sessions may take to start; 120 000 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_timeout_ms: Option<u64>,
}

impl Restore {
    /// Brings this archive back.
    pub fn new(file: impl Into<String>) -> Self {
        Self { file: file.into(), sha256: None, sessions: None, timeout_ms: None, start_timeout_ms: None }
    }

    /// How long the upload may take.
    pub fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms.unwrap_or(600_000))
    }

    /// How long the sessions may take to start.
    pub fn start_timeout(&self) -> Duration {
        Duration::from_millis(self.start_timeout_ms.unwrap_or(120_000))
    }
}

impl Helper for Restore {
    type Response = RestoreReport;
    const META: HelperMeta = HelperMeta { needs_secret: true, ..HelperMeta::new("restore", Effect::Send) };

    fn validate(&self) -> Result<(), InvalidField> {
        file_is_named(&self.file)?;
        let sha256 = self.sha256.as_deref();
        if sha256.is_some_and(|text| text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            return Err(InvalidField::new("sha256", "it is no SHA-256", "64 hexadecimal digits"));
        }
        Ok(())
    }
}

/// What is proven of a restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RestoreReport {
    /// The archive's SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// Whether there was one to hold it against.
    pub verified: bool,
    /// The sessions that had to start, as they are now.
    pub sessions: Vec<RestoredSession>,
}

impl RestoreReport {
    /// A report.
    pub fn new(sha256: impl Into<String>, verified: bool, sessions: Vec<RestoredSession>) -> Self {
        Self { sha256: sha256.into(), verified, sessions }
    }
}

/// A session after a restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RestoredSession {
    /// Its name.
    pub session: String,
    /// Its state: `connected`, or `awaiting_qr` or `awaiting_pairing` if its login does not hold any more.
    pub state: SessionState,
}

impl RestoredSession {
    /// A session in a state.
    pub fn new(session: impl Into<String>, state: SessionState) -> Self {
        Self { session: session.into(), state }
    }
}
