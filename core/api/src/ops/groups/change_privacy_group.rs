//! `POST /api/{session}/change-privacy-group`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, Unsupported,
    types::{MessageAnswer, OneOrMany, text_flag},
    validate,
};

/// Broken upstream: is to let only admins change a group's settings, and fails for every group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ChangePrivacyGroup {
    /// The group, with or without `@g.us`; several as a list, one after the other.
    pub group_id: OneOrMany<String>,
    /// Whether only admins change the settings. Sent as a text: the server takes everything but the text
    /// `true` for no.
    #[serde(with = "text_flag")]
    #[schemars(with = "bool")]
    pub status: bool,
}

impl ChangePrivacyGroup {
    /// The request.
    pub fn new(group_id: impl Into<OneOrMany<String>>, status: bool) -> Self {
        Self { group_id: group_id.into(), status }
    }
}

operation! {
    ChangePrivacyGroup => MessageAnswer {
        Post "/api/{session}/change-privacy-group",
        id: "change-privacy-group",
        group: Groups,
        effect: Effect::Set,
        unsupported: Some(Unsupported::new(
            "the server takes the group for a person, and WhatsApp refuses it",
            "call group-property with the property restrict",
        )),
        failures: &[
            Failure::new(500, "always: the group's id is made one of a person", r#"{"status":"error","message":"Error changing group privacy","error":{}}"#),
        ],
    } validate ChangePrivacyGroup::check
}

impl ChangePrivacyGroup {
    fn check(&self) -> Result<(), InvalidField> {
        validate::group_ids("groupId", &self.group_id)
    }
}
