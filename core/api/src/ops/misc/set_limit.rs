//! `POST /api/{session}/set-limit`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Auth, Effect, Failure, Payload, Unsupported};

/// Is meant to change a limit of WhatsApp Web for this session, and always fails.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SetLimit {
    /// `maxMediaSize`, `maxFileSize`, `maxShare`, `statusVideoMaxDuration` or `unlimitedPin`.
    pub r#type: String,
    /// New limit: a number, or a flag for `unlimitedPin`.
    pub value: Value,
}

impl SetLimit {
    /// Names the limit and its value.
    pub fn new(r#type: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { r#type: r#type.into(), value: value.into() }
    }
}

operation! {
    SetLimit => Value {
        Post "/api/{session}/set-limit",
        id: "set-limit",
        group: Misc,
        auth: Auth::None,
        needs_connected: false,
        effect: Effect::Set,
        payload: Payload::Whole,
        unsupported: Some(Unsupported::new("the route lacks the middleware that attaches the session, so every call answers 500 and changes nothing", "nothing on this server changes the limits; send large files as uploads, which have no limit of their own")),
        failures: &[
            Failure::new(500, "always", r#"{"status":false,"message":"Error on set limit","error":{}}"#),
        ],
    }
}
