//! `POST /api/{session}/chatwoot`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Auth, Effect, Failure, InvalidField, Payload, types::ChatwootAnswer};

/// Takes an event of Chatwoot and sends its message to the customer; Chatwoot itself calls this, without any token.
///
/// A session that is not connected never answers, so the call ends with a time-out. Who can reach the server can send in
/// its name: keep it on a private network.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub struct Chatwoot {
    /// Kind of event; `conversation_status_changed` and `conversation_resolved` are ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// A note for the agents: ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<bool>,
    /// The same, under its other name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_private: Option<bool>,
    /// `outgoing` is sent, anything else is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_type: Option<String>,
    /// The customer's number; that of the conversation when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Message with `content` and `attachments`; the first of the conversation when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Value>,
    /// Conversation of Chatwoot: `meta.sender.phone_number` and `messages`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<Value>,
}

operation! {
    Chatwoot => ChatwootAnswer {
        Post "/api/{session}/chatwoot",
        id: "chatwoot",
        group: Misc,
        no_answer: Some("for a session that is not connected"),
        auth: Auth::None,
        needs_connected: false,
        effect: Effect::Send,
        payload: Payload::Whole,
        failures: &[
            Failure::new(400, "the event lacks a message or a number, or sending fails", r#"{"status":"error","message":"Error on  receive chatwoot","error":{}}"#),
        ],
    } validate Chatwoot::check
}

impl Chatwoot {
    fn check(&self) -> Result<(), InvalidField> {
        let given = |name: &str, is_there: bool| match is_there || self.conversation.is_some() {
            true => Ok(()),
            false => {
                Err(InvalidField::new(name, "is missing", "the field itself, or a conversation that has it"))
            }
        };
        if self.message_type.as_deref() != Some("outgoing")
            || self.private == Some(true)
            || self.is_private == Some(true)
        {
            return Ok(());
        }
        given("phone", self.phone.is_some())?;
        given("message", self.message.is_some())
    }
}
