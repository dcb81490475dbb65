//! What may be said beside the content.

use serde::{Deserialize, Serialize};
use wppkit_api::helpers::MediaKind;

/// Options of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct TextOptions {
    /// Id of the message to reply to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quoted: Option<String>,
    /// The same key again returns the first outcome instead of sending again, for as long as the session's handle
    /// lives and a day at most. An outcome that proves that nothing was sent frees the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
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
    /// As [`TextOptions::idempotency_key`].
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
