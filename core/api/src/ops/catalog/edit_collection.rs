//! `POST /api/{session}/edit-collection`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Effect, Failure, InvalidField, types::CollectionChange, validate};

/// Renames a collection, adds products to it or takes them out.
///
/// Gives what WhatsApp answers, which nobody has described: usually `id` and `name`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct EditCollection {
    /// WhatsApp's number of the collection.
    pub id: String,
    /// What to change.
    pub options: CollectionChange,
}

impl EditCollection {
    /// Changes this collection.
    pub fn new(id: impl Into<String>, options: CollectionChange) -> Self {
        Self { id: id.into(), options }
    }
}

operation! {
    EditCollection => Option<Value> {
        Post "/api/{session}/edit-collection",
        id: "edit-collection",
        group: Catalog,
        effect: Effect::Set,
        success: 201,
        failures: &[
            Failure::new(401, "id or options are missing; the work is tried all the same", r#"{"message":"id or options was not informed"}"#),
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on edit collection.","error":{}}"#),
        ],
    } validate EditCollection::check
}

impl EditCollection {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("id", &self.id, "the number of a collection, as get-collections lists it")?;
        self.options.check()
    }
}
