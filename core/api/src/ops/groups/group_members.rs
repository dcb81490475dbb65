//! `GET /api/{session}/group-members/{groupId}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, types::Contact, validate};

/// Lists the members of a group as contacts; null for a member of whom WhatsApp Web knows no contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupMembers {
    /// The group, with or without `@g.us`.
    pub group_id: String,
}

impl GroupMembers {
    /// The request.
    pub fn new(group_id: impl Into<String>) -> Self {
        Self { group_id: group_id.into() }
    }
}

operation! {
    GroupMembers => Vec<Option<Contact>> {
        Get "/api/{session}/group-members/{groupId}",
        id: "group-members",
        group: Groups,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get group members","error":{}}"#),
        ],
    } validate GroupMembers::check
}

impl GroupMembers {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_id("groupId", &self.group_id)
    }
}
