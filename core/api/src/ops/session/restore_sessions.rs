//! `POST /api/{secretkey}/restore-sessions`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, Effect, Failure, Payload, TimeoutClass, types::ClearAnswer};

/// Closes every session, unpacks a ZIP of backup-sessions, and starts all stored sessions.
///
/// Answers before the ZIP is read: a damaged one is a success too, and the sessions then stay closed. Stored settings are
/// overwritten, browser profiles that exist are not. With a wrong secret the server answers 400 and restores it all the
/// same. Takes the ZIP as an upload.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RestoreSessions {}

operation! {
    RestoreSessions => ClearAnswer {
        Post "/api/{secretkey}/restore-sessions",
        id: "restore-sessions",
        group: Session,
        auth: Auth::SecretInPath,
        needs_connected: false,
        effect: Effect::Send,
        timeout: TimeoutClass::Media,
        payload: Payload::Whole,
        multipart: Some("file"),
        file_required: true,
        failures: &[
            Failure::new(500, "there is no file, or its media type is not that of a ZIP", r#"{"status":false,"message":"Error on restore session","error":{}}"#),
        ],
    }
}
