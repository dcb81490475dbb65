//! `GET /api/{session}/get-messages/{phone}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, QueryKind, types::Message, validate};

/// Reads messages of a chat, the newest last.
///
/// A failure (for example an unknown chat) answers 401, which is not about the token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetMessages {
    /// Full chat id (`…@c.us`, `…@g.us`, `…@lid`).
    pub phone: String,
    /// How many; the server's default is 20, −1 is all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
    /// `before` (default) or `after` the anchor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// Anchor: a message id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl GetMessages {
    /// Reads the newest messages of the chat.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into(), count: None, direction: None, id: None }
    }
}

operation! {
    GetMessages => Vec<Message> {
        Get "/api/{session}/get-messages/{phone}",
        id: "get-messages",
        group: Messages,
        query: &[("count", QueryKind::Number), ("direction", QueryKind::Text), ("id", QueryKind::Text)],
        failures: &[Failure::new(
            401,
            "the library fails, for example for an unknown chat; it is not about the token",
            r#"{"status":"error","response":"Error on open list","error":{}}"#,
        )],
    } validate GetMessages::check
}

impl GetMessages {
    fn check(&self) -> Result<(), InvalidField> {
        validate::chat_id("phone", &self.phone)?;
        match self.direction.as_deref() {
            None | Some("before" | "after") => Ok(()),
            Some(_) => {
                Err(InvalidField::new("direction", "is neither of the two directions", "before, after"))
            }
        }
    }
}
