//! `POST /api/{session}/create-community`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, Payload,
    types::{Community, GroupId},
    validate,
};

/// Creates a community and links groups to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateCommunity {
    /// The community's name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// The groups to link; the subgroup routes spell this `groupsIds`. `@g.us` is added where it is
    /// missing.
    pub group_ids: Vec<GroupId>,
}

impl CreateCommunity {
    /// The request.
    pub fn new(
        name: impl Into<String>,
        description: impl Into<String>,
        group_ids: impl IntoIterator<Item = impl Into<GroupId>>,
    ) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            group_ids: group_ids.into_iter().map(Into::into).collect(),
        }
    }
}

operation! {
    CreateCommunity => Option<Community> {
        Post "/api/{session}/create-community",
        id: "create-community",
        group: Communities,
        effect: Effect::Send,
        payload: Payload::Whole,
        since: "2.2.0",
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on create community","error":{}}"#),
        ],
    } validate CreateCommunity::check
}

impl CreateCommunity {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("name", &self.name, "the community's name")?;
        self.group_ids.iter().try_for_each(|id| id.check("groupIds"))
    }
}
