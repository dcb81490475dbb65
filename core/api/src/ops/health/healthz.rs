//! `GET /healthz`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, Payload, types::Health};

/// Asks whether the server process lives. Says nothing of sessions.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Healthz {}

operation! {
    Healthz => Health {
        Get "/healthz",
        id: "healthz",
        group: Health,
        auth: Auth::None,
        needs_connected: false,
        payload: Payload::Whole,
    }
}
