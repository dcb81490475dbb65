//! `POST /api/{session}/messages-admins-only`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, types::OneOrMany, validate};

/// Lets only admins write in a group, or everybody again. Takes an admin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct MessagesAdminsOnly {
    /// The group, with or without `@g.us`; several as a list, one after the other.
    pub group_id: OneOrMany<String>,
    /// Whether only admins write. The server takes a missing value for true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<bool>,
}

impl MessagesAdminsOnly {
    /// The request; everything else keeps the server's default.
    pub fn new(group_id: impl Into<OneOrMany<String>>) -> Self {
        Self { group_id: group_id.into(), value: None }
    }
}

operation! {
    MessagesAdminsOnly => bool {
        Post "/api/{session}/messages-admins-only",
        id: "messages-admins-only",
        group: Groups,
        effect: Effect::Set,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on set messages admins only","error":{}}"#),
        ],
    } validate MessagesAdminsOnly::check
}

impl MessagesAdminsOnly {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_ids("groupId", &self.group_id)
    }
}
