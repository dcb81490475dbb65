//! `GET /api/{session}/votes/{id}`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, types::PollVotes, validate};

/// Reads who voted for what in a poll.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Votes {
    /// Serialized id of the poll's message.
    pub id: String,
}

impl Votes {
    /// Asks about this poll.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

operation! {
    Votes => PollVotes {
        Get "/api/{session}/votes/{id}",
        id: "votes",
        group: Messages,
        failures: &[Failure::new(500, "there is no such message, or it is no poll", r#"{"status":"error","message":"Error on get votes","error":{}}"#)],
    } validate Votes::check
}

impl Votes {
    fn check(&self) -> Result<(), InvalidField> {
        validate::message_id("id", &self.id)
    }
}
