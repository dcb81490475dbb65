//! `GET /api/{session}/group-members-ids/{groupId}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, types::Wid, validate};

/// Lists the ids of a group's members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupMembersIds {
    /// The group, with or without `@g.us`.
    pub group_id: String,
}

impl GroupMembersIds {
    /// The request.
    pub fn new(group_id: impl Into<String>) -> Self {
        Self { group_id: group_id.into() }
    }
}

operation! {
    GroupMembersIds => Vec<Wid> {
        Get "/api/{session}/group-members-ids/{groupId}",
        id: "group-members-ids",
        group: Groups,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get group members ids","error":{}}"#),
        ],
    } validate GroupMembersIds::check
}

impl GroupMembersIds {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_id("groupId", &self.group_id)
    }
}
