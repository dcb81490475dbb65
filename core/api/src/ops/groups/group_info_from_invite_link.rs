//! `POST /api/{session}/group-info-from-invite-link`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, types::GroupInviteInfo, validate};

/// Tells which group an invite link leads to, without joining it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupInfoFromInviteLink {
    /// Code or link. Spelt `invitecode` here, and `inviteCode` in join-code.
    #[serde(rename = "invitecode")]
    pub invite_code: String,
}

impl GroupInfoFromInviteLink {
    /// The request.
    pub fn new(invite_code: impl Into<String>) -> Self {
        Self { invite_code: invite_code.into() }
    }
}

operation! {
    GroupInfoFromInviteLink => GroupInviteInfo {
        Post "/api/{session}/group-info-from-invite-link",
        id: "group-info-from-invite-link",
        group: Groups,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get group info from invite link","error":{}}"#),
        ],
    } validate GroupInfoFromInviteLink::check
}

impl GroupInfoFromInviteLink {
    fn check(&self) -> Result<(), InvalidField> {
        validate::invite_code("invitecode", &self.invite_code)
    }
}
