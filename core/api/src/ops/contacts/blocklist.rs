//! `GET /api/{session}/blocklist`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, types::BlockedContact};

/// Lists the blocked people by the part of their ids before `@`: LIDs look like numbers.
///
/// If the library fails the server never answers, so the call ends in `timeout`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Blocklist {}

operation! {
    Blocklist => Vec<BlockedContact> {
        Get "/api/{session}/blocklist",
        id: "blocklist",
        group: Contacts,
        no_answer: Some("when the library fails"),
        failures: &[
            Failure::new(500, "the library returns no list", r#"{"status":"error","message":"Error retrieving blocked contact list","error":{}}"#),
        ],
    }
}
