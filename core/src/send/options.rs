//! What may be said beside the content.

use serde::{Deserialize, Serialize};
use wppkit_api::helpers::MediaKind;

/// Options that every send has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct SendOptions {
    /// The same key again returns the first outcome instead of sending again, for as long as the client's ledger keeps
    /// it. An outcome that proves that nothing was sent frees the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// Derives the message's id from the key, where the operation takes `options` and the recipient is a phone number:
    /// an unknown outcome can then be settled for certain. Off by default, because accounts whose chats WhatsApp has
    /// moved to LIDs refuse such an id.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fixed_id: bool,
}

impl SendOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends once per key.
    #[must_use]
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Derives the message's id from the key.
    #[must_use]
    pub fn fixed_id(mut self) -> Self {
        self.fixed_id = true;
        self
    }
}

/// Options of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct TextOptions {
    /// Id of the message to reply to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quoted: Option<String>,
    /// As [`SendOptions::idempotency_key`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// As [`SendOptions::fixed_id`].
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fixed_id: bool,
}

impl TextOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replies to this message.
    #[must_use]
    pub fn quoted(mut self, message_id: impl Into<String>) -> Self {
        self.quoted = Some(message_id.into());
        self
    }

    /// Sends once per key.
    #[must_use]
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Derives the message's id from the key.
    #[must_use]
    pub fn fixed_id(mut self) -> Self {
        self.fixed_id = true;
        self
    }
}

/// Options of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct FileOptions {
    /// Text below the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Name under which the file arrives; wins over the media's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Id of the message to reply to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quoted: Option<String>,
    /// As what it is shown. Such a request is JSON, so the file must stay below about 37 MB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<MediaKind>,
    /// As [`SendOptions::idempotency_key`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

impl FileOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a text below the file.
    #[must_use]
    pub fn caption(mut self, caption: impl Into<String>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// Names the file.
    #[must_use]
    pub fn filename(mut self, filename: impl Into<String>) -> Self {
        self.filename = Some(filename.into());
        self
    }

    /// Replies to this message.
    #[must_use]
    pub fn quoted(mut self, message_id: impl Into<String>) -> Self {
        self.quoted = Some(message_id.into());
        self
    }

    /// Decides as what it is shown.
    #[must_use]
    pub fn kind(mut self, kind: MediaKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Sends once per key.
    #[must_use]
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }
}
