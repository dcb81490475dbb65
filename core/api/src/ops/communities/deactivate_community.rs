//! `POST /api/{session}/deactivate-community`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Effect, Failure, InvalidField, Payload, types::GroupId};

/// Deactivates a community; its groups stay.
///
/// Answers what WhatsApp Web returns, seen as `{"status": 200}`; nothing may be built on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct DeactivateCommunity {
    /// The community. The server takes the full id only, so `@g.us` is added where it is missing.
    pub id: GroupId,
}

impl DeactivateCommunity {
    /// The request.
    pub fn new(id: impl Into<GroupId>) -> Self {
        Self { id: id.into() }
    }
}

operation! {
    DeactivateCommunity => Value {
        Post "/api/{session}/deactivate-community",
        id: "deactivate-community",
        group: Communities,
        effect: Effect::Set,
        payload: Payload::Whole,
        since: "2.2.0",
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on deactivate community","error":{}}"#),
        ],
    } validate DeactivateCommunity::check
}

impl DeactivateCommunity {
    fn check(&self) -> Result<(), InvalidField> {
        self.id.check("id")
    }
}
