//! Helper `download`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta};
use crate::{Effect, InvalidField, validate};

/// Reads the file of a message: as bytes beside the answer, or into a file of this machine.
///
/// Fails with `media_gone` if there is nothing to be had, now or later: no such message, no file in it, or no way
/// left to the file. A failure to fetch it that may pass is `server`, marked as temporary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Download {
    /// Serialized message id.
    pub message_id: String,
    /// Where to write it on this machine, without holding it in memory. A file that is there is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Download {
    /// The file of this message, as bytes.
    pub fn new(message_id: impl Into<String>) -> Self {
        Self { message_id: message_id.into(), file: None }
    }
}

impl Helper for Download {
    type Response = DownloadedMedia;
    const META: HelperMeta = HelperMeta::new("download", Effect::Read);

    fn validate(&self) -> Result<(), InvalidField> {
        validate::message_id("messageId", &self.message_id)
    }
}

/// What is known of a file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DownloadedMedia {
    /// Its media type, as the sender said; `application/octet-stream` if nothing was said.
    pub mimetype: String,
    /// How many bytes it has.
    pub size: u64,
    /// Where it was written, if that was wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl DownloadedMedia {
    /// A file of this type and size.
    pub fn new(mimetype: impl Into<String>, size: u64, file: Option<String>) -> Self {
        Self { mimetype: mimetype.into(), size, file }
    }
}
