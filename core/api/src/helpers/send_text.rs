//! Helper `send-text`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta, SentMessage};
use crate::Effect;

/// Sends a text to one recipient and tells the truth about it.
///
/// The number is checked first (remembered for a day), so that an unknown one is refused before anything leaves.
/// Ends with the message, or with an error whose `delivery` is `not_sent` (proven) or `unknown`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendText {
    /// Phone number (`+55 (21) 99999-9999`, `5521999999999`), `…@g.us`, `…@newsletter` or `…@lid`.
    pub to: String,
    /// The text.
    pub text: String,
    /// Id of the message to reply to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted: Option<String>,
    /// The same key again returns the first outcome instead of sending again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// Derives the message's id from the key, as `send` does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_id: Option<bool>,
}

impl SendText {
    /// A text for this recipient.
    pub fn new(to: impl Into<String>, text: impl Into<String>) -> Self {
        Self { to: to.into(), text: text.into(), quoted: None, idempotency_key: None, fixed_id: None }
    }
}

impl Helper for SendText {
    type Response = SentMessage;
    const META: HelperMeta = HelperMeta::new("send-text", Effect::Send);
}
