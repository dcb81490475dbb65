//! `GET /api/{session}/chat-by-id/{phone}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Failure, InvalidField, Payload, QueryKind,
    types::{Chat, OrFalse},
    validate,
};

/// Reads one conversation; nothing if there is none.
///
/// The server adds `@c.us` or `@g.us` to what it gets, so chats with LIDs and newsletters cannot be read this
/// way: use list-chats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ChatById {
    /// The part of the id before `@`: the number of a person, or of a group with `isGroup`.
    pub phone: String,
    /// It is a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_group: Option<bool>,
}

impl ChatById {
    /// Names what is required; everything else keeps the server's default.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into(), is_group: None }
    }
}

operation! {
    ChatById => OrFalse<Chat> {
        Get "/api/{session}/chat-by-id/{phone}",
        id: "chat-by-id",
        group: Chat,
        payload: Payload::Whole,
        query: &[("isGroup", QueryKind::Flag)],
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error changing chat by Id","error":{}}"#),
        ],
    } validate ChatById::check
}

impl ChatById {
    fn check(&self) -> Result<(), InvalidField> {
        validate::user_part("phone", &self.phone, self.is_group == Some(true))
    }
}
