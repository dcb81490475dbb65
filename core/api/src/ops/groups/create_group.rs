//! `POST /api/{session}/create-group`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::{CreateGroupAnswer, OneOrMany, one_or_many},
    validate,
};

/// Creates a group with a name and members.
///
/// Members are not checked before: a number that is not on WhatsApp fails the whole call. Somebody whose
/// privacy settings refuse groups is not added and gets an invite code instead: see `participants` of the
/// answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateGroup {
    /// The group's name; several names make several groups. Sent as a list always: the server splits a text
    /// at `,` and `;` into several groups.
    #[serde(serialize_with = "one_or_many::as_list")]
    pub name: OneOrMany<String>,
    /// Members besides the account. Digits with country code, or LIDs of 15 digits and more; several as a
    /// list.
    pub participants: OneOrMany<String>,
}

impl CreateGroup {
    /// The request.
    pub fn new(name: impl Into<OneOrMany<String>>, participants: impl Into<OneOrMany<String>>) -> Self {
        Self { name: name.into(), participants: participants.into() }
    }
}

operation! {
    CreateGroup => CreateGroupAnswer {
        Post "/api/{session}/create-group",
        id: "create-group",
        group: Groups,
        effect: Effect::Send,
        success: 201,
        failures: &[
            Failure::new(500, "the library fails, or a member is not on WhatsApp; groups before the failing one were created", r#"{"status":"error","message":"Error creating group(s)","error":{}}"#),
        ],
    } validate CreateGroup::check
}

impl CreateGroup {
    fn check(&self) -> Result<(), InvalidField> {
        if self.name.as_slice().is_empty() {
            return Err(InvalidField::new("name", "no name", "the group's name, or a list of names"));
        }
        for name in self.name.as_slice() {
            validate::not_blank("name", name, "the group's name")?;
        }
        validate::members("participants", &self.participants)
    }
}
