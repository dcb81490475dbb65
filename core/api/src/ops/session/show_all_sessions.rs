//! `GET /api/{secretkey}/show-all-sessions`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, types::SessionName};

/// Lists the stored sessions: names that were started once, running or not.
///
/// Logged-out sessions stay listed. The names say nothing of the state; ask status-session for it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ShowAllSessions {}

operation! {
    ShowAllSessions => Vec<SessionName> {
        Get "/api/{secretkey}/show-all-sessions",
        id: "show-all-sessions",
        group: Session,
        auth: Auth::SecretInPath,
        needs_connected: false,
    }
}
