//! Helper `wait-until-connected`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta, SessionStatus};
use crate::{Effect, InvalidField};

/// Waits until the session is connected, proven by consecutive good checks. Starts nothing.
///
/// Fails with `timeout` at the deadline, and before it where waiting cannot help: `auto_closed`, and
/// `not_connected` for a session that is closed or whose browser is dead.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct WaitUntilConnected {
    /// Milliseconds to wait at most; 60 000 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// Consecutive good checks that are asked for; 2 by default, and at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stable_checks: Option<u32>,
}

impl WaitUntilConnected {
    /// Waits for so long at most.
    pub fn within(timeout: Duration) -> Self {
        Self { timeout_ms: Some(u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX)), ..Self::default() }
    }

    /// The time to wait at most.
    pub fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms.unwrap_or(60_000))
    }

    /// Asks for so many consecutive good checks.
    #[must_use]
    pub fn stable_checks(mut self, checks: u32) -> Self {
        self.stable_checks = Some(checks);
        self
    }
}

impl Helper for WaitUntilConnected {
    type Response = SessionStatus;
    const META: HelperMeta = HelperMeta::new("wait-until-connected", Effect::Read);

    fn validate(&self) -> Result<(), InvalidField> {
        match self.stable_checks {
            Some(checks @ (0 | 1)) => Err(InvalidField::new(
                "stableChecks",
                format!("{checks} good check proves nothing"),
                "2 or more",
            )),
            _ => Ok(()),
        }
    }
}
