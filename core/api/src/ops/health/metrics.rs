//! `GET /metrics`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, Payload};

/// Reads the metrics of the server process in the text form of Prometheus.
///
/// Memory, CPU and event loop of the process only; nothing about sessions.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Metrics {}

operation! {
    Metrics => String {
        Get "/metrics",
        id: "metrics",
        group: Health,
        auth: Auth::None,
        needs_connected: false,
        payload: Payload::Text,
    }
}
