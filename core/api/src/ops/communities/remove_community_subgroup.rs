//! `POST /api/{session}/remove-community-subgroup`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::{GroupId, SubgroupResult},
};

/// Takes groups out of a community.
///
/// A success even when groups were refused: look at `failedGroups`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RemoveCommunitySubgroup {
    /// The community. The server takes the full id only, so `@g.us` is added where it is missing.
    pub id: GroupId,
    /// The groups; create-community spells this `groupIds`. `@g.us` is added where it is missing.
    pub groups_ids: Vec<GroupId>,
}

impl RemoveCommunitySubgroup {
    /// The request.
    pub fn new(id: impl Into<GroupId>, groups_ids: impl IntoIterator<Item = impl Into<GroupId>>) -> Self {
        Self { id: id.into(), groups_ids: groups_ids.into_iter().map(Into::into).collect() }
    }
}

operation! {
    RemoveCommunitySubgroup => SubgroupResult {
        Post "/api/{session}/remove-community-subgroup",
        id: "remove-community-subgroup",
        group: Communities,
        effect: Effect::Set,
        payload: Payload::Whole,
        since: "2.2.0",
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on remove subgroup","error":{}}"#),
        ],
    } validate RemoveCommunitySubgroup::check
}

impl RemoveCommunitySubgroup {
    fn check(&self) -> Result<(), InvalidField> {
        self.id.check("id")?;
        GroupId::check_all("groupsIds", &self.groups_ids)
    }
}
