//! `GET /api/{session}/group-revoke-link/{groupId}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, validate};

/// Revokes the invite link of a group and gives the new one. Takes an admin.
///
/// A GET that changes something: each call makes the link before it worthless, so it is not repeated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupRevokeLink {
    /// The group, with or without `@g.us`.
    pub group_id: String,
}

impl GroupRevokeLink {
    /// The request.
    pub fn new(group_id: impl Into<String>) -> Self {
        Self { group_id: group_id.into() }
    }
}

operation! {
    GroupRevokeLink => String {
        Get "/api/{session}/group-revoke-link/{groupId}",
        id: "group-revoke-link",
        group: Groups,
        effect: Effect::Send,
        failures: &[
            Failure::new(400, "the library fails", r#"{"status":"error","message":"Error on revoke group invite link","error":{}}"#),
        ],
    } validate GroupRevokeLink::check
}

impl GroupRevokeLink {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_id("groupId", &self.group_id)
    }
}
