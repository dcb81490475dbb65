//! `POST /api/{session}/set-online-presence`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, types::Notice};

/// Shows the account as online or offline to others.
///
/// A session that is not connected answers 500, not 404.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SetOnlinePresence {
    /// Online or not; online when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_online: Option<bool>,
}

operation! {
    SetOnlinePresence => Notice {
        Post "/api/{session}/set-online-presence",
        id: "set-online-presence",
        group: Misc,
        needs_connected: false,
        effect: Effect::Set,
        since: "2.8.7",
        failures: &[
            Failure::new(500, "the session is not connected, or the library fails", r#"{"status":"error","message":"Error on set online presence","error":{}}"#),
        ],
    }
}
