//! Helper `send-many`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Helper, HelperMeta, send_any::check_operation};
use crate::{Effect, ErrorCode, InvalidField, types::Ack};

/// Sends the same to many recipients, one request each, one after the other, with one outcome each.
///
/// Never fails for one recipient: each has its outcome, in order. What concerns the session and not the recipient (not
/// connected, wrong token, no connection) ends the sending, and the rest is `not_tried`. With a `batch` name, calling again
/// with the same list resumes: who has an outcome is not sent to again, unless it was proven that nothing was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendMany {
    /// The recipients, each as in `send`.
    pub to: Vec<String>,
    /// Id of the operation; `send-message` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The operation's own fields, without `phone` and its flags.
    #[serde(default)]
    pub fields: Map<String, Value>,
    /// Name of the batch: makes an idempotency key for each recipient, so that the batch can be resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// How many to send at most in this call; the rest is `not_tried`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Milliseconds to pause between two sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_ms: Option<u64>,
}

impl SendMany {
    /// A text to these recipients.
    pub fn text<S: Into<String>>(to: impl IntoIterator<Item = S>, text: impl Into<String>) -> Self {
        let mut fields = Map::new();
        fields.insert("message".to_owned(), Value::String(text.into()));
        Self {
            to: to.into_iter().map(Into::into).collect(),
            operation: None,
            fields,
            batch: None,
            limit: None,
            pause_ms: None,
        }
    }
}

impl Helper for SendMany {
    type Response = SendManyReport;
    const META: HelperMeta = HelperMeta::new("send-many", Effect::Send);

    fn validate(&self) -> Result<(), InvalidField> {
        if self.batch.as_deref().is_some_and(str::is_empty) {
            return Err(InvalidField::new("batch", "is empty", "a name of this batch, such as july-offers"));
        }
        self.operation.as_deref().map_or(Ok(()), check_operation)
    }
}

/// What became of many sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SendManyReport {
    /// One outcome for each recipient, in order.
    pub outcomes: Vec<SendOutcome>,
    /// How many messages WhatsApp has taken.
    pub sent: u32,
    /// How many were proven not sent.
    pub rejected: u32,
    /// How many may have been sent.
    pub unknown: u32,
    /// How many were not tried.
    pub left: u32,
}

impl SendManyReport {
    /// Counts the outcomes.
    pub fn new(outcomes: Vec<SendOutcome>) -> Self {
        let count = |word| {
            let found = outcomes.iter().filter(|outcome| outcome.outcome == word).count();
            u32::try_from(found).unwrap_or(u32::MAX)
        };
        Self {
            sent: count(OutcomeWord::Sent),
            rejected: count(OutcomeWord::Rejected),
            unknown: count(OutcomeWord::Unknown),
            left: count(OutcomeWord::NotTried),
            outcomes,
        }
    }
}

/// How a send ended, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OutcomeWord {
    /// WhatsApp has taken the message.
    Sent,
    /// Provably nothing was sent.
    Rejected,
    /// It may have been sent.
    Unknown,
    /// Nobody tried.
    NotTried,
}

/// What became of one recipient's message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SendOutcome {
    /// The recipient as given.
    pub to: String,
    /// How it ended.
    pub outcome: OutcomeWord,
    /// The message's id; of an unknown outcome, if the server told one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// How far it had got.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack: Option<Ack>,
    /// The chat under the id that WhatsApp knows it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<String>,
    /// Why it is not sent: the error's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// Why it is not sent, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl SendOutcome {
    /// An outcome without details.
    pub fn new(to: impl Into<String>, outcome: OutcomeWord) -> Self {
        Self {
            to: to.into(),
            outcome,
            id: None,
            ack: None,
            chat: None,
            code: None,
            message: None,
            hint: None,
        }
    }
}
