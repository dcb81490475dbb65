//! `POST /api/{session}/remove-participant-group`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{OneOrMany, RemoveParticipantsAnswer},
    validate,
};

/// Removes members from a group. Takes an admin.
///
/// A 400 that names an unknown number does not keep the others from being removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RemoveParticipantGroup {
    /// The group, with or without `@g.us`; several as a list, one after the other.
    pub group_id: OneOrMany<String>,
    /// Who. Digits with country code, or LIDs of 15 digits and more; several as a list.
    pub phone: OneOrMany<String>,
}

impl RemoveParticipantGroup {
    /// The request.
    pub fn new(group_id: impl Into<OneOrMany<String>>, phone: impl Into<OneOrMany<String>>) -> Self {
        Self { group_id: group_id.into(), phone: phone.into() }
    }
}

operation! {
    RemoveParticipantGroup => RemoveParticipantsAnswer {
        Post "/api/{session}/remove-participant-group",
        id: "remove-participant-group",
        group: Groups,
        effect: Effect::Set,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error removing participant(s)","error":{}}"#),
        ],
    } validate RemoveParticipantGroup::check
}

impl RemoveParticipantGroup {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_ids("groupId", &self.group_id)?;
        validate::members("phone", &self.phone)
    }
}
