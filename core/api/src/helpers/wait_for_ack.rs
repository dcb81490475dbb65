//! Helper `wait-for-ack`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta};
use crate::{Effect, types::Ack};

/// Waits until a message has got somewhere: sent (1), received (2), read (3), played (4).
///
/// Fails with `send_failed` if WhatsApp reports a failure, and with `timeout` at the deadline. Levels never go back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct WaitForAck {
    /// The message's id.
    pub id: String,
    /// The level to reach; 1 (sent) by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Ack>,
    /// Milliseconds to wait at most; 60 000 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
}

impl WaitForAck {
    /// Waits for the message to be sent.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), level: None, timeout_ms: None }
    }

    /// The time to wait at most.
    pub fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms.unwrap_or(60_000))
    }
}

impl Helper for WaitForAck {
    type Response = AckReached;
    const META: HelperMeta = HelperMeta::new("wait-for-ack", Effect::Read);
}

/// How far a message got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AckReached {
    /// The message's id.
    pub id: String,
    /// The level reached, which may be higher than the one waited for.
    pub ack: Ack,
}

impl AckReached {
    /// The level that a message reached.
    pub fn new(id: impl Into<String>, ack: Ack) -> Self {
        Self { id: id.into(), ack }
    }
}
