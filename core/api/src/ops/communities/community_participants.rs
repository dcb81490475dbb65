//! `GET /api/{session}/community-participants/{id}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Failure, InvalidField, Payload,
    types::{GroupId, GroupParticipant},
};

/// Lists the members of a community.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct CommunityParticipants {
    /// The community. The server takes the full id only, so `@g.us` is added where it is missing.
    pub id: GroupId,
}

impl CommunityParticipants {
    /// The request.
    pub fn new(id: impl Into<GroupId>) -> Self {
        Self { id: id.into() }
    }
}

operation! {
    CommunityParticipants => Vec<GroupParticipant> {
        Get "/api/{session}/community-participants/{id}",
        id: "community-participants",
        group: Communities,
        payload: Payload::Whole,
        since: "2.2.0",
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on get participant of communoty","error":{}}"#),
        ],
    } validate CommunityParticipants::check
}

impl CommunityParticipants {
    fn check(&self) -> Result<(), InvalidField> {
        self.id.check("id")
    }
}
