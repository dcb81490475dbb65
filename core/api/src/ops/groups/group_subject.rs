//! `POST /api/{session}/group-subject`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, types::OneOrMany, validate};

/// Renames a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupSubject {
    /// The group, with or without `@g.us`; several as a list, one after the other.
    pub group_id: OneOrMany<String>,
    /// The new name.
    pub title: String,
}

impl GroupSubject {
    /// The request.
    pub fn new(group_id: impl Into<OneOrMany<String>>, title: impl Into<String>) -> Self {
        Self { group_id: group_id.into(), title: title.into() }
    }
}

operation! {
    GroupSubject => bool {
        Post "/api/{session}/group-subject",
        id: "group-subject",
        group: Groups,
        effect: Effect::Set,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on set group subject","error":{}}"#),
        ],
    } validate GroupSubject::check
}

impl GroupSubject {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_ids("groupId", &self.group_id)?;
        validate::not_blank("title", &self.title, "the new name")
    }
}
