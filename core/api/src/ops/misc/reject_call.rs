//! `POST /api/{session}/reject-call`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Effect, Failure, InvalidField, validate};

/// Rejects one incoming call, or all of them.
///
/// Gives how many were rejected, or whether one was: the library and the page it calls disagree.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RejectCall {
    /// Id of the call, from the event `incomingcall`; all calls when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
}

operation! {
    RejectCall => Option<Value> {
        Post "/api/{session}/reject-call",
        id: "reject-call",
        group: Misc,
        effect: Effect::Send,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error on rejectCall","error":{}}"#),
        ],
    } validate RejectCall::check
}

impl RejectCall {
    fn check(&self) -> Result<(), InvalidField> {
        match &self.call_id {
            Some(id) => validate::not_blank("callId", id, "the id of a call, or nothing for all calls"),
            None => Ok(()),
        }
    }
}
