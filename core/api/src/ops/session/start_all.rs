//! `POST /api/{secretkey}/start-all`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, Effect, Payload, TimeoutClass, types::StartAllAnswer};

/// Starts every stored session at once, each with its stored settings.
///
/// Answers before any browser is up. With a wrong secret the server answers 400 and starts them all the same.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct StartAll {}

operation! {
    StartAll => StartAllAnswer {
        Post "/api/{secretkey}/start-all",
        id: "start-all",
        group: Session,
        no_answer: Some("when the token store cannot be read"),
        auth: Auth::SecretInPath,
        needs_connected: false,
        effect: Effect::Set,
        timeout: TimeoutClass::Session,
        success: 201,
        payload: Payload::Whole,
    }
}
