//! What JavaScript is told: results, and requests that only it can fulfil.

use bytes::Bytes;
use wppkit::{
    Error,
    bridge::{ErrorRecord, Reply},
};

/// One thing to tell. The numbers of [`Completion::kind`] are known to `ts/native/dispatcher.ts`.
pub(crate) enum Completion {
    /// A call succeeded; the whole answer goes along.
    Answered { id: u32, reply: Reply },
    /// A call of which only the payload counts succeeded, or a stream has an item.
    Value { id: u32, json: Bytes },
    /// A helper succeeded, and bytes come beside its payload.
    Delivered { id: u32, json: Bytes, bytes: Bytes },
    /// A call or a stream failed; the text is the error's record.
    Failed { id: u32, record: String },
    /// A stream is over.
    Ended { id: u32 },
    /// A file that JavaScript streams: the next chunk is wanted.
    Wanted { id: u32 },
    /// A file that JavaScript streams: nothing more is wanted.
    Unwanted { id: u32 },
    /// A token store of JavaScript is asked; the text is the question.
    Asked { id: u32, question: String },
}

impl Completion {
    pub(crate) fn id(&self) -> u32 {
        match self {
            Self::Answered { id, .. }
            | Self::Value { id, .. }
            | Self::Delivered { id, .. }
            | Self::Failed { id, .. }
            | Self::Ended { id }
            | Self::Wanted { id }
            | Self::Unwanted { id }
            | Self::Asked { id, .. } => *id,
        }
    }

    pub(crate) fn kind(&self) -> u8 {
        match self {
            Self::Answered { .. } => 0,
            Self::Value { .. } => 1,
            Self::Failed { .. } => 2,
            Self::Ended { .. } => 3,
            Self::Wanted { .. } => 4,
            Self::Unwanted { .. } => 5,
            Self::Asked { .. } => 6,
            Self::Delivered { .. } => 7,
        }
    }

    /// What it brings, as JSON text.
    pub(crate) fn json(&self) -> &[u8] {
        match self {
            Self::Answered { reply, .. } => &reply.payload,
            Self::Value { json, .. } | Self::Delivered { json, .. } => json,
            Self::Failed { record: text, .. } | Self::Asked { question: text, .. } => text.as_bytes(),
            Self::Ended { .. } | Self::Wanted { .. } | Self::Unwanted { .. } => b"null",
        }
    }

    /// How much it holds in memory, about.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Answered { reply, .. } => reply.payload.len() + reply.raw.len(),
            Self::Delivered { json, bytes, .. } => json.len() + bytes.len(),
            other => other.json().len(),
        }
    }
}

/// The error as the text of its record.
pub(crate) fn record(error: &Error) -> String {
    // A record is made of texts and numbers, and an answer's body that was JSON before.
    serde_json::to_string(&ErrorRecord::from(error)).unwrap_or_default()
}
