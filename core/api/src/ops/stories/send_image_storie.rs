//! `POST /api/{session}/send-image-storie`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, TimeoutClass, types::SendResult};

/// Publishes an image as a status story.
///
/// Answers 201 with `[null]` before WhatsApp has it; a failure after that cannot be seen. Takes no caption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SendImageStorie {
    /// The image: path on the server's own disk, URL that the server downloads, or data URL. Left out if it comes beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl SendImageStorie {
    /// Publishes the image that is set, or comes beside.
    pub fn new() -> Self {
        Self::default()
    }
}

operation! {
    SendImageStorie => Vec<SendResult> {
        Post "/api/{session}/send-image-storie",
        id: "send-image-storie",
        group: Stories,
        effect: Effect::Send,
        success: 201,
        timeout: TimeoutClass::Media,
        multipart: Some("file"),
        failures: &[Failure::new(401, "neither path nor upload is given", r#"{"message":"Sending the image is mandatory"}"#), Failure::new(500, "the content cannot be prepared", r#"{"status":"Error","message":"Erro ao enviar status.","error":{}}"#)],
    }
}
