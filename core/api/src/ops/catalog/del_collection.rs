//! `POST /api/{session}/del-collection`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Effect, Failure, InvalidField, validate};

/// Deletes a collection; its products stay.
///
/// Gives what WhatsApp answers, which nobody has described: usually `id` and `deleted`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct DelCollection {
    /// WhatsApp's number of the collection.
    pub id: String,
}

impl DelCollection {
    /// Deletes this collection.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

operation! {
    DelCollection => Option<Value> {
        Post "/api/{session}/del-collection",
        id: "del-collection",
        group: Catalog,
        effect: Effect::Set,
        success: 201,
        failures: &[
            Failure::new(401, "id is missing; the work is tried all the same", r#"{"message":"id was not informed"}"#),
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on delete collection.","error":{}}"#),
        ],
    } validate DelCollection::check
}

impl DelCollection {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("id", &self.id, "the number of a collection, as get-collections lists it")
    }
}
