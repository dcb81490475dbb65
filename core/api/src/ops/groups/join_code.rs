//! `POST /api/{session}/join-code`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, types::JoinCodeAnswer, validate};

/// Joins a group by the code of its invite link.
///
/// The answer does not tell which group it is; group-info-from-invite-link does, before or after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct JoinCode {
    /// Code or link: `AbCd…` or `https://chat.whatsapp.com/AbCd…`.
    pub invite_code: String,
}

impl JoinCode {
    /// The request.
    pub fn new(invite_code: impl Into<String>) -> Self {
        Self { invite_code: invite_code.into() }
    }
}

operation! {
    JoinCode => JoinCodeAnswer {
        Post "/api/{session}/join-code",
        id: "join-code",
        group: Groups,
        effect: Effect::Send,
        success: 201,
        failures: &[
            Failure::new(400, "no inviteCode is given; the library is called all the same", r#"{"message":"Invitation Code is required"}"#),
            Failure::new(500, "the library fails", r#"{"status":"error","message":"The informed contact(s) did not join the group successfully","error":{}}"#),
        ],
    } validate JoinCode::check
}

impl JoinCode {
    fn check(&self) -> Result<(), InvalidField> {
        validate::invite_code("inviteCode", &self.invite_code)
    }
}
