//! `POST /api/{session}/group-property`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{GroupPropertyName, OneOrMany, PropertyValue},
    validate,
};

/// Changes a setting of a group. Takes an admin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GroupProperty {
    /// The group, with or without `@g.us`; several as a list, one after the other.
    pub group_id: OneOrMany<String>,
    /// Which setting.
    pub property: GroupPropertyName,
    /// On or off; seconds for `ephemeral`. The server takes a missing value for true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<PropertyValue>,
}

impl GroupProperty {
    /// The request; everything else keeps the server's default.
    pub fn new(group_id: impl Into<OneOrMany<String>>, property: GroupPropertyName) -> Self {
        Self { group_id: group_id.into(), property, value: None }
    }
}

operation! {
    GroupProperty => bool {
        Post "/api/{session}/group-property",
        id: "group-property",
        group: Groups,
        effect: Effect::Set,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on set group property","error":{}}"#),
        ],
    } validate GroupProperty::check
}

impl GroupProperty {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_ids("groupId", &self.group_id)?;
        self.property.check("value", self.value)
    }
}
