//! `POST /api/{session}/archive-chat`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField,
    types::ArchivedChat,
    validate::{self, RecipientFlags},
};

/// Archives a conversation, or takes it out of the archive.
///
/// One chat for each call: the server makes one wrong id of several. A chat that is in that state already is
/// an error 500 with newer pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ArchiveChat {
    /// The other side of the chat, exactly one: digits with country code, or an id with the matching flag.
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
    /// `true` archives (the default), `false` takes it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<bool>,
}

impl ArchiveChat {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into(), is_group: None, is_newsletter: None, is_lid: None, value: None }
    }
}

operation! {
    ArchiveChat => Option<ArchivedChat> {
        Post "/api/{session}/archive-chat",
        id: "archive-chat",
        group: Chat,
        effect: Effect::Set,
        success: 201,
        failures: &[
            Failure::new(500, "the library fails, or there is no such chat", r#"{"status":"error","message":"Error on archive chat","error":{}}"#),
        ],
    } validate ArchiveChat::check
}

impl ArchiveChat {
    fn check(&self) -> Result<(), InvalidField> {
        validate::recipient(&self.phone, &RecipientFlags::new(self.is_group, self.is_newsletter, self.is_lid))
    }
}
