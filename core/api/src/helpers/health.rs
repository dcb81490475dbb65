//! Helper `health`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta, SessionState, SessionStatus};
use crate::{Effect, ErrorCode};

/// Tells whether the session can really send: its status, a call through the page, and how its last sends ended.
///
/// Both status routes of the server say "connected" of a session whose page answers nothing any more. So a call goes
/// through the page, too; what it finds becomes part of the session's state (`degraded`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct CheckHealth {}

impl Helper for CheckHealth {
    type Response = HealthReport;
    const META: HelperMeta = HelperMeta::new("health", Effect::Read);
}

/// How a session is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HealthReport {
    /// Whether it is connected, its page answers, and its sends do not fail one after the other.
    pub healthy: bool,
    /// The state, the page's answer included.
    pub state: SessionState,
    /// The status with its evidence.
    pub status: SessionStatus,
    /// What a call through the page gave; left out where there is no page to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<ProbeReport>,
    /// Sends by this client since it was made.
    pub sends: SendCountsReport,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl HealthReport {
    /// A report.
    pub fn new(status: SessionStatus, probe: Option<ProbeReport>, sends: SendCountsReport) -> Self {
        let page = probe.as_ref().is_none_or(|probe| probe.answered);
        let healthy = status.state == SessionState::Connected && page && sends.failing < FAILING;
        let hint = match (&status.hint, sends.failing >= FAILING) {
            (None, true) => Some(
                "connected, and the last sends failed: look at their errors; restart() may help".to_owned(),
            ),
            (hint, _) => hint.clone(),
        };
        Self { healthy, state: status.state, status, probe, sends, hint }
    }
}

/// So many failures in a row are no accident any more.
const FAILING: u32 = 3;

/// What a call through the page gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ProbeReport {
    /// Whether the page answered.
    pub answered: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
}

impl ProbeReport {
    /// What a probe gave.
    pub fn new(failed: Option<ErrorCode>) -> Self {
        Self { answered: failed.is_none(), code: failed }
    }
}

/// How many sends ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SendCountsReport {
    /// Messages that WhatsApp has taken.
    pub sent: u64,
    /// Proven not sent.
    pub rejected: u64,
    /// May have been sent.
    pub unknown: u64,
    /// Failures in a row up to now, those not counted that the recipient or the request caused.
    pub failing: u32,
}

impl SendCountsReport {
    /// Counts.
    pub fn new(sent: u64, rejected: u64, unknown: u64, failing: u32) -> Self {
        Self { sent, rejected, unknown, failing }
    }
}
