//! `POST /api/{session}/add-community-subgroup`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::{GroupId, SubgroupResult},
};

/// Links groups to a community.
///
/// A success even when groups were refused: look at `failedGroups`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AddCommunitySubgroup {
    /// The community. The server takes the full id only, so `@g.us` is added where it is missing.
    pub id: GroupId,
    /// The groups; create-community spells this `groupIds`. `@g.us` is added where it is missing.
    pub groups_ids: Vec<GroupId>,
}

impl AddCommunitySubgroup {
    /// The request.
    pub fn new(id: impl Into<GroupId>, groups_ids: impl IntoIterator<Item = impl Into<GroupId>>) -> Self {
        Self { id: id.into(), groups_ids: groups_ids.into_iter().map(Into::into).collect() }
    }
}

operation! {
    AddCommunitySubgroup => SubgroupResult {
        Post "/api/{session}/add-community-subgroup",
        id: "add-community-subgroup",
        group: Communities,
        effect: Effect::Set,
        payload: Payload::Whole,
        since: "2.2.0",
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on add subgroup","error":{}}"#),
        ],
    } validate AddCommunitySubgroup::check
}

impl AddCommunitySubgroup {
    fn check(&self) -> Result<(), InvalidField> {
        self.id.check("id")?;
        GroupId::check_all("groupsIds", &self.groups_ids)
    }
}
