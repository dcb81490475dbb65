//! Helper `reconcile`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta};
use crate::{Effect, InvalidField, types::Ack};

/// Settles a send whose outcome is unknown, by looking into the chat.
///
/// Say what is known: the idempotency key of the send; else the message's id that the error named; else recipient and
/// text. With a key, what is found becomes the key's outcome. That nothing is found proves nothing: it may still come.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Reconcile {
    /// Idempotency key of the send.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// Id of the message, as the error of the send named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Recipient of the send.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Text or caption of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When the send began, in seconds since 1970; by default, five minutes ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<u64>,
}

impl Helper for Reconcile {
    type Response = ReconcileReport;
    const META: HelperMeta = HelperMeta::new("reconcile", Effect::Read);

    fn validate(&self) -> Result<(), InvalidField> {
        if self.idempotency_key.is_some() || self.id.is_some() || (self.to.is_some() && self.text.is_some()) {
            return Ok(());
        }
        Err(InvalidField::new("request", "says nothing to look for", "idempotencyKey; or id; or to and text"))
    }
}

/// What looking into the chat has shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReconcileReport {
    /// What was found.
    pub verdict: ReconcileVerdict,
    /// The message's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// How far it got.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack: Option<Ack>,
    /// The chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<String>,
}

impl ReconcileReport {
    /// A verdict without a message.
    pub fn new(verdict: ReconcileVerdict) -> Self {
        Self { verdict, id: None, ack: None, chat: None }
    }
}

/// What looking into the chat has shown, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReconcileVerdict {
    /// The message is there.
    Sent,
    /// The message is there, and marked as failed.
    Failed,
    /// The message is not there, which proves nothing.
    NotFound,
}
