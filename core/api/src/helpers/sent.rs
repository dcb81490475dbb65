//! What the sending helpers answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::types::Ack;

/// A message that WhatsApp has taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SentMessage {
    /// The message's id, `true_<chat>_<key>`.
    pub id: String,
    /// How far it had got when the server answered.
    pub ack: Ack,
    /// The chat under the id that WhatsApp knows it by: in Brazil perhaps without the ninth digit, or a LID.
    pub chat: String,
}

impl SentMessage {
    /// A message with this id in this chat.
    pub fn new(id: impl Into<String>, ack: Ack, chat: impl Into<String>) -> Self {
        Self { id: id.into(), ack, chat: chat.into() }
    }
}
