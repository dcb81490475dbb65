//! `GET /api/{session}/group-info/{groupId}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, types::GroupDetails, validate};

/// Tells name, description, times and members of a group.
///
/// A group that the account does not know is answered all the same, with an empty name and without members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupInfo {
    /// The group, with or without `@g.us`.
    pub group_id: String,
}

impl GroupInfo {
    /// The request.
    pub fn new(group_id: impl Into<String>) -> Self {
        Self { group_id: group_id.into() }
    }
}

operation! {
    GroupInfo => GroupDetails {
        Get "/api/{session}/group-info/{groupId}",
        id: "group-info",
        group: Groups,
        since: "2.8.7",
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get group info","error":{}}"#),
        ],
    } validate GroupInfo::check
}

impl GroupInfo {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_id("groupId", &self.group_id)
    }
}
