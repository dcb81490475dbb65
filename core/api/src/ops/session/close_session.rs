//! `POST /api/{session}/close-session`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Payload, TimeoutClass, types::VerbAnswer};

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
    }
}
