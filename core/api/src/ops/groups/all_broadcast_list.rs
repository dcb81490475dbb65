//! `GET /api/{session}/all-broadcast-list`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, types::Chat};

/// Lists the broadcast lists.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AllBroadcastList {}

operation! {
    AllBroadcastList => Vec<Chat> {
        Get "/api/{session}/all-broadcast-list",
        id: "all-broadcast-list",
        group: Groups,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get all broad cast list","error":{}}"#),
        ],
    }
}
