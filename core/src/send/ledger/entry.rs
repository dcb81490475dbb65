//! What a ledger keeps of one key.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use wppkit_api::types::Ack;

use crate::{
    Delivery, Error, ErrorCode, Sent,
    error::LOOK_FIRST,
    send::{Attempt, made_sent},
};

/// What a ledger keeps of one key; opaque, as JSON ([`LedgerEntry::to_json`]) for ledgers of your own.
///
/// Holds the recipient and the text, for looking the message up. It holds no secret and no token.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LedgerEntry {
    state: State,
    /// Milliseconds since 1970.
    since_ms: u64,
    attempt: Attempt,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "is")]
enum State {
    /// The request is about to leave, or has left.
    Begun,
    /// WhatsApp has taken the message.
    Sent { id: String, ack: Ack, chat: String },
    /// It may have been sent.
    Unknown {
        code: ErrorCode,
        message: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message_id: Option<String>,
    },
}

impl LedgerEntry {
    /// A send that is about to leave.
    pub(crate) fn begun(attempt: Attempt) -> Self {
        Self { state: State::Begun, since_ms: now_ms(), attempt }
    }

    /// The same send, with what became of it; `None` if it was proven that nothing was sent.
    pub(crate) fn settled(mut self, result: &Result<Sent, Error>) -> Option<Self> {
        self.state = match result {
            Ok(sent) => State::Sent { id: sent.id.clone(), ack: sent.ack, chat: sent.chat.clone() },
            Err(error) if error.delivery() == Some(Delivery::NotSent) => return None,
            Err(error) => State::Unknown {
                code: error.code(),
                message: error.message().to_owned(),
                hint: error.hint().map(str::to_owned),
                status: error.status(),
                message_id: error.message_id().map(str::to_owned),
            },
        };
        Some(self)
    }

    /// The outcome that the key has.
    pub(crate) fn outcome(self) -> Result<Sent, Error> {
        let error = match self.state {
            State::Sent { id, ack, chat } => return Ok(made_sent(id, ack, chat)),
            State::Begun => Error::new(
                ErrorCode::Cancelled,
                "the first send with this idempotency key was cut off in the middle: it was cancelled, or its process \
                 died",
            )
            .with_hint("reconcile() looks for the message in the chat; else send under another key"),
            State::Unknown { code, message, hint, status, message_id } => {
                let error = Error::new(code, message);
                let error = error.with_hint(hint.unwrap_or_else(|| LOOK_FIRST.to_owned()));
                let error = status.into_iter().fold(error, Error::with_status);
                message_id.into_iter().fold(error, Error::with_message_id)
            }
        };
        Err(error.with_delivery(Delivery::Unknown).with_attempt(self.attempt))
    }

    /// How long ago the key was claimed.
    pub fn age(&self) -> Duration {
        Duration::from_millis(now_ms().saturating_sub(self.since_ms))
    }

    /// When the key was claimed, in milliseconds since 1970.
    pub fn since_ms(&self) -> u64 {
        self.since_ms
    }

    /// The entry as JSON: an object whose `state.is` is `begun`, `sent` or `unknown`.
    pub fn to_json(&self) -> String {
        // Text, numbers and lists of them always serialize.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The entry from its JSON.
    ///
    /// # Errors
    /// `invalid_input` for anything that [`LedgerEntry::to_json`] did not write.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        serde_json::from_str(text).map_err(|error| {
            Error::invalid_input("the ledger's entry cannot be read")
                .with_source(error)
                .with_hint("was it written by a newer version, or changed on the way?")
        })
    }
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
