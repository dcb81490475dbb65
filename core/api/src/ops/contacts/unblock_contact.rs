//! `POST /api/{session}/unblock-contact`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::MessageAnswer,
    validate::{self, RecipientFlags},
};

/// Unblocks somebody.
///
/// One person for each call: the server makes one wrong id of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct UnblockContact {
    /// Who, exactly one: digits with country code, or an id with the matching flag.
    pub phone: String,
    /// It is a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
    /// It is a newsletter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_newsletter: Option<bool>,
    /// It is a LID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lid: Option<bool>,
}

impl UnblockContact {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into(), is_group: None, is_newsletter: None, is_lid: None }
    }
}

operation! {
    UnblockContact => MessageAnswer {
        Post "/api/{session}/unblock-contact",
        id: "unblock-contact",
        group: Contacts,
        effect: Effect::Set,
        failures: &[
            Failure::new(500, "the library fails, or it is no WhatsApp id", r#"{"status":"error","message":"Error on unlock contact","error":{}}"#),
        ],
    } validate UnblockContact::check
}

impl UnblockContact {
    fn check(&self) -> Result<(), InvalidField> {
        validate::recipient(&self.phone, &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid))
    }
}
