//! Helper `backup`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta};
use crate::{Effect, InvalidField};

/// Writes a backup of all stored sessions of the server into a file of this machine, and its SHA-256 beside it.
///
/// The server closes every session, packs its stored settings and browser profile, and starts it again: **all** are down
/// meanwhile. The archive goes to disk while it comes in, appears when it is complete, and holds the logins: who has it is
/// logged in, so only its owner may read it. If the server fails in the middle, which leaves the sessions closed, they are
/// started again and the error says so. Needs the secret key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Backup {
    /// Where to write the archive. A file that is there is replaced. Beside it comes `FILE.sha256`, as `sha256sum` writes
    /// and checks it.
    pub file: String,
    /// Milliseconds that the server may take; 600 000 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
}

impl Backup {
    /// A backup into this file.
    pub fn new(file: impl Into<String>) -> Self {
        Self { file: file.into(), timeout_ms: None }
    }

    /// How long the server may take.
    pub fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms.unwrap_or(600_000))
    }
}

impl Helper for Backup {
    type Response = BackupReport;
    const META: HelperMeta = HelperMeta { needs_secret: true, ..HelperMeta::new("backup", Effect::Send) };

    fn validate(&self) -> Result<(), InvalidField> {
        file_is_named(&self.file)
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BackupReport {
    /// The archive, a ZIP.
    pub file: String,
    /// How many bytes it has.
    pub size: u64,
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
    /// Where the SHA-256 stands.
    pub checksum_file: String,
    /// The sessions that the server had stored.
    pub sessions: Vec<String>,
}

impl BackupReport {
    /// A report.
    pub fn new(
        file: impl Into<String>,
        size: u64,
        sha256: impl Into<String>,
        checksum_file: impl Into<String>,
        sessions: Vec<String>,
    ) -> Self {
        Self { file: file.into(), size, sha256: sha256.into(), checksum_file: checksum_file.into(), sessions }
    }
}

pub(super) fn file_is_named(file: &str) -> Result<(), InvalidField> {
    if file.is_empty() {
        return Err(InvalidField::new("file", "it is empty", "the path of a file on this machine"));
    }
    Ok(())
}
