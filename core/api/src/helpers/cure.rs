//! Helper `cure`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta, SessionState};
use crate::Effect;

/// Takes one step towards a connected session, if a step can help without a person: starts it, or closes and starts it.
///
/// Starts what is closed, restarts what is a zombie or stuck in INITIALIZING, and leaves alone what needs somebody with the
/// phone (`needs`): a waiting code, an autoclose, a removed link. Call it from a timer, or let a supervisor do it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Cure {}

impl Helper for Cure {
    type Response = CureReport;
    const META: HelperMeta = HelperMeta::new("cure", Effect::Set);
}

/// What was done for a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CureReport {
    /// The state before, a call through the page included.
    pub before: SessionState,
    /// What was done.
    pub did: CureStep,
    /// The state after it. A start takes a while: `wait-until-connected` shows how it ends.
    pub after: SessionState,
    /// What a person has to do, where nothing else helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
}

impl CureReport {
    /// A report.
    pub fn new(before: SessionState, did: CureStep, after: SessionState) -> Self {
        Self { before, did, after, needs: None }
    }
}

/// What can be done for a session without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CureStep {
    /// Nothing: it is fine, or time or a person has to help.
    Nothing,
    /// Start it.
    Start,
    /// Close and start it.
    Restart,
}

impl CureStep {
    /// The stable string.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Start => "start",
            Self::Restart => "restart",
        }
    }
}
