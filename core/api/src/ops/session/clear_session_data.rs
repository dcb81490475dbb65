//! `POST /api/{session}/{secretkey}/clear-session-data`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, Effect, Failure, Payload, TimeoutClass, types::ClearAnswer};

/// Deletes the session's browser profile, and with it the login. Neither logs out nor stops a running browser.
///
/// With a wrong secret the server answers 400 and deletes it all the same.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ClearSessionData {}

operation! {
    ClearSessionData => ClearAnswer {
        Post "/api/{session}/{secretkey}/clear-session-data",
        id: "clear-session-data",
        group: Session,
        auth: Auth::SecretInPath,
        needs_connected: false,
        effect: Effect::Set,
        timeout: TimeoutClass::Session,
        payload: Payload::Whole,
        since: "2.1.0",
        failures: &[
            Failure::new(500, "the profile folder cannot be removed", r#"{"status":false,"message":"Error on clear session data","error":{}}"#),
        ],
    }
}
