//! `POST /api/{session}/group-description`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, types::OneOrMany, validate};

/// Sets the description of a group; an empty text takes it away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupDescription {
    /// The group, with or without `@g.us`; several as a list, one after the other.
    pub group_id: OneOrMany<String>,
    /// The description.
    pub description: String,
}

impl GroupDescription {
    /// The request.
    pub fn new(group_id: impl Into<OneOrMany<String>>, description: impl Into<String>) -> Self {
        Self { group_id: group_id.into(), description: description.into() }
    }
}

operation! {
    GroupDescription => bool {
        Post "/api/{session}/group-description",
        id: "group-description",
        group: Groups,
        effect: Effect::Set,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on set group description","error":{}}"#),
        ],
    } validate GroupDescription::check
}

impl GroupDescription {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_ids("groupId", &self.group_id)
    }
}
