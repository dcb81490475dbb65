//! `GET /api/{session}/group-admins/{groupId}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, types::Wid, validate};

/// Lists the admins of a group: a list with one list, as the server answers for several groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupAdmins {
    /// The group, with or without `@g.us`.
    pub group_id: String,
}

impl GroupAdmins {
    /// The request.
    pub fn new(group_id: impl Into<String>) -> Self {
        Self { group_id: group_id.into() }
    }
}

operation! {
    GroupAdmins => Vec<Vec<Wid>> {
        Get "/api/{session}/group-admins/{groupId}",
        id: "group-admins",
        group: Groups,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error retrieving group admin(s)","error":{}}"#),
        ],
    } validate GroupAdmins::check
}

impl GroupAdmins {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_id("groupId", &self.group_id)
    }
}
