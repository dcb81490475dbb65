//! Helper `send`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Helper, HelperMeta, SentMessage};
use crate::{Effect, InvalidField, sending_operations};

/// Sends with any operation that sends to one chat, and tells the truth about it, as `send-text` does.
///
/// `operation` is the id of a sending operation (`send-location`, `send-poll-message`, `contact-vcard`, …) and `fields` its
/// fields but the recipient, whose kind sets the flags. The number is checked first. Ends with the message, or with an
/// error whose `delivery` is `not_sent` (proven) or `unknown`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendAny {
    /// Id of the operation.
    pub operation: String,
    /// Phone number (`+55 (21) 99999-9999`, `5521999999999`), `…@g.us`, `…@newsletter` or `…@lid`.
    pub to: String,
    /// The operation's own fields, without `phone` and its flags.
    #[serde(default)]
    pub fields: Map<String, Value>,
    /// The same key again returns the first outcome instead of sending again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// Derives the message's id from the key, where the operation takes `options`: an unknown outcome can then be
    /// settled for certain. Refused by accounts whose chats WhatsApp has moved to LIDs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_id: Option<bool>,
}

impl SendAny {
    /// A send with this operation to this recipient.
    pub fn new(operation: impl Into<String>, to: impl Into<String>) -> Self {
        Self {
            operation: operation.into(),
            to: to.into(),
            fields: Map::new(),
            idempotency_key: None,
            fixed_id: None,
        }
    }
}

impl Helper for SendAny {
    type Response = SentMessage;
    const META: HelperMeta = HelperMeta::new("send", Effect::Send);

    fn validate(&self) -> Result<(), InvalidField> {
        check_operation(&self.operation)
    }
}

/// Refuses an operation that sends nothing to a chat.
pub(super) fn check_operation(operation: &str) -> Result<(), InvalidField> {
    if sending_operations().any(|id| id == operation) {
        return Ok(());
    }
    let accepted = sending_operations().collect::<Vec<_>>().join(", ");
    Err(InvalidField::new("operation", format!("{operation:?} sends nothing to a chat"), accepted))
}
