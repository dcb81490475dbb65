//! `GET /api/{session}/status-session`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Payload, types::StatusAnswer};

/// Reads the server's word on the session's state.
///
/// `CLOSED` stands for unknown, closed, logged out and autoclosed alike. `CONNECTED` stays when the browser dies.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct StatusSession {}

operation! {
    StatusSession => StatusAnswer {
        Get "/api/{session}/status-session",
        id: "status-session",
        group: Session,
        needs_connected: false,
        payload: Payload::Whole,
    }
}
