//! Helper `send-media`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta, SentMessage};
use crate::Effect;

/// Sends a file to one recipient and tells the truth about it, as `send-text` does.
///
/// Local content is streamed, so that no size limit of JSON applies. Every language also takes bytes and streams,
/// beside the request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendMedia {
    /// Phone number, `…@g.us`, `…@newsletter` or `…@lid`.
    pub to: String,
    /// Path of a file here, URL that the server downloads, or data URI. Left out if the file comes beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Text below the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Name under which the file arrives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Id of the message to reply to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted: Option<String>,
    /// As what it is shown; by default its type decides. Such a request is JSON: at most about 37 MB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<MediaKind>,
    /// The same key again returns the first outcome instead of sending again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

impl SendMedia {
    /// A file for this recipient; the file itself is set, or comes beside.
    pub fn new(to: impl Into<String>) -> Self {
        Self {
            to: to.into(),
            file: None,
            caption: None,
            filename: None,
            quoted: None,
            kind: None,
            idempotency_key: None,
        }
    }
}

impl Helper for SendMedia {
    type Response = SentMessage;
    const META: HelperMeta = HelperMeta::new("send-media", Effect::Send);
}

/// As what a file is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MediaKind {
    /// A file to download, whatever it is.
    Document,
    /// A picture.
    Image,
    /// A video.
    Video,
    /// A sound.
    Audio,
}

impl MediaKind {
    /// The word of the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
        }
    }
}
