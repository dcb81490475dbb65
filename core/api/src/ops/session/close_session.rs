//! `POST /api/{session}/close-session`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, Payload, TimeoutClass, types::VerbAnswer};

/// Closes the session's browser and keeps the link: the next start needs no QR.
///
/// Before login it answers 500 and leaves the browser running until its autoclose, but resets the state.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct CloseSession {}

operation! {
    CloseSession => VerbAnswer {
        Post "/api/{session}/close-session",
        id: "close-session",
        group: Session,
        needs_connected: false,
        effect: Effect::Set,
        timeout: TimeoutClass::Session,
        payload: Payload::Whole,
        failures: &[
            Failure::new(500, "the session was never started, shows a code, or cannot be closed; its state is reset all the same", r#"{"status":false,"message":"Error closing session","error":{}}"#),
        ],
    }
}
