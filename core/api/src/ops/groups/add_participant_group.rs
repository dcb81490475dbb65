//! `POST /api/{session}/add-participant-group`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{AddParticipantsAnswer, OneOrMany},
    validate,
};

/// Adds members to a group.
///
/// The answer is a success even when members were refused: look at the code of each in `result` (200 added,
/// 403 refused by their privacy settings, 409 member already). A 400 that names an unknown number does not
/// keep the others from being added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AddParticipantGroup {
    /// The group, with or without `@g.us`; several as a list, one after the other.
    pub group_id: OneOrMany<String>,
    /// Who. Digits with country code, or LIDs of 15 digits and more; several as a list.
    pub phone: OneOrMany<String>,
}

impl AddParticipantGroup {
    /// The request.
    pub fn new(group_id: impl Into<OneOrMany<String>>, phone: impl Into<OneOrMany<String>>) -> Self {
        Self { group_id: group_id.into(), phone: phone.into() }
    }
}

operation! {
    AddParticipantGroup => AddParticipantsAnswer {
        Post "/api/{session}/add-participant-group",
        id: "add-participant-group",
        group: Groups,
        effect: Effect::Send,
        success: 201,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error adding participant(s)","error":{}}"#),
        ],
    } validate AddParticipantGroup::check
}

impl AddParticipantGroup {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_ids("groupId", &self.group_id)?;
        validate::members("phone", &self.phone)
    }
}
