//! `POST /api/{session}/logout-session`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, Payload, TimeoutClass, types::VerbAnswer};

/// Unlinks the device and deletes the browser profile: the next start needs a QR.
///
/// Works only while connected (404 otherwise) and answers after half a second. The browser goes one to two
/// seconds later, together with whatever was started under the name in between: wait about three seconds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct LogoutSession {}

operation! {
    LogoutSession => VerbAnswer {
        Post "/api/{session}/logout-session",
        id: "logout-session",
        group: Session,
        no_answer: Some("when WhatsApp does not confirm, or the profile folder cannot be removed"),
        effect: Effect::Set,
        timeout: TimeoutClass::Session,
        payload: Payload::Whole,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":false,"message":"Error closing session","error":{}}"#),
        ],
    }
}
