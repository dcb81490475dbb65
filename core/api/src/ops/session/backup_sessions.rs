//! `GET /api/{secretkey}/backup-sessions`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, Effect, Failure, Payload, TimeoutClass, types::Archive};

/// Closes every session, packs their stored settings and browser profiles into a ZIP, and starts them again.
///
/// All sessions are down meanwhile. The ZIP holds the logins: who has it is logged in. It never answers when nothing was
/// ever started, and when Chrome removes a file while it is copied: then the sessions stay closed, and start-all brings
/// them back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct BackupSessions {}

operation! {
    BackupSessions => Archive {
        Get "/api/{secretkey}/backup-sessions",
        id: "backup-sessions",
        group: Session,
        no_answer: Some("when nothing was ever started, or when Chrome removes a file while it is copied"),
        auth: Auth::SecretInPath,
        needs_connected: false,
        effect: Effect::Send,
        timeout: TimeoutClass::Media,
        payload: Payload::Bytes,
        failures: &[
            Failure::new(500, "a file cannot be read", r#"{"status":false,"message":"Error on backup session","error":{}}"#),
        ],
    }
}
