//! `GET /api/{session}/all-groups`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, types::Chat};

/// Lists the groups, each with its `groupMetadata`.
///
/// Deprecated upstream in favour of list-chats: WhatsApp Web is asked for each group, so many groups take
/// long.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AllGroups {}

operation! {
    AllGroups => Vec<Chat> {
        Get "/api/{session}/all-groups",
        id: "all-groups",
        group: Groups,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error fetching groups","error":{}}"#),
        ],
    }
}
