//! `GET /api/{session}/take-screenshot`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, Payload, TimeoutClass};

/// Takes a picture of the session's browser page: a PNG in base64, without a `data:` prefix.
///
/// Works for a connected session only; one that waits for its QR code answers 500.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct TakeScreenshot {}

operation! {
    TakeScreenshot => String {
        Get "/api/{session}/take-screenshot",
        id: "take-screenshot",
        group: Misc,
        no_answer: Some("when the request has exactly the content type application/json"),
        needs_connected: false,
        payload: Payload::Whole,
        timeout: TimeoutClass::Media,
        failures: &[
            Failure::new(500, "the session is not connected, or its page is dead", r#"{"status":false,"message":"Error on take screenshot","error":{}}"#),
        ],
    }
}
