//! `POST /api/{session}/leave-group`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{LeaveGroupAnswer, OneOrMany},
    validate,
};

/// Leaves a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct LeaveGroup {
    /// The group, with or without `@g.us`; several as a list, one after the other.
    pub group_id: OneOrMany<String>,
}

impl LeaveGroup {
    /// The request.
    pub fn new(group_id: impl Into<OneOrMany<String>>) -> Self {
        Self { group_id: group_id.into() }
    }
}

operation! {
    LeaveGroup => LeaveGroupAnswer {
        Post "/api/{session}/leave-group",
        id: "leave-group",
        group: Groups,
        effect: Effect::Send,
        failures: &[
            Failure::new(500, "the library fails; groups before the failing one were left", r#"{"status":"error","message":"Erro ao sair do(s) grupo(s)","error":{}}"#),
        ],
    } validate LeaveGroup::check
}

impl LeaveGroup {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_ids("groupId", &self.group_id)
    }
}
