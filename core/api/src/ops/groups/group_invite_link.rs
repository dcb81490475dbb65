//! `GET /api/{session}/group-invite-link/{groupId}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, validate};

/// Gives the invite link of a group, `https://chat.whatsapp.com/<code>`. Takes an admin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupInviteLink {
    /// The group, with or without `@g.us`.
    pub group_id: String,
}

impl GroupInviteLink {
    /// The request.
    pub fn new(group_id: impl Into<String>) -> Self {
        Self { group_id: group_id.into() }
    }
}

operation! {
    GroupInviteLink => String {
        Get "/api/{session}/group-invite-link/{groupId}",
        id: "group-invite-link",
        group: Groups,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get group invite link","error":{}}"#),
        ],
    } validate GroupInviteLink::check
}

impl GroupInviteLink {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_id("groupId", &self.group_id)
    }
}
