//! `GET /api/{session}/reactions/{id}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, types::MessageReactions, validate};

/// Reads who reacted to a message with what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Reactions {
    /// Serialized message id.
    pub id: String,
}

impl Reactions {
    /// Asks about this message.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

operation! {
    Reactions => MessageReactions {
        Get "/api/{session}/reactions/{id}",
        id: "reactions",
        group: Messages,
        failures: &[Failure::new(500, "there is no such message", r#"{"status":"error","message":"Error on get reactions","error":{}}"#)],
    } validate Reactions::check
}

impl Reactions {
    fn check(&self) -> Result<(), InvalidField> {
        validate::message_id("id", &self.id)
    }
}
