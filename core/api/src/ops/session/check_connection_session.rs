//! `GET /api/{session}/check-connection-session`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Payload, types::CheckConnectionAnswer};

/// Asks whether the session's browser page answers. Says nothing of WhatsApp being online.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct CheckConnectionSession {}

operation! {
    CheckConnectionSession => CheckConnectionAnswer {
        Get "/api/{session}/check-connection-session",
        id: "check-connection-session",
        group: Session,
        needs_connected: false,
        payload: Payload::Whole,
    }
}
