//! `POST /api/{session}/del-products`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Effect, Failure, InvalidField, validate};

/// Deletes products from the account's own catalog.
///
/// Gives what WhatsApp answers, which nobody has described: usually how many were deleted, under `data`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct DelProducts {
    /// WhatsApp's numbers of the products. Always a list: the library cannot read a single text.
    pub id: Vec<String>,
}

impl DelProducts {
    /// Deletes these products.
    pub fn new(id: Vec<String>) -> Self {
        Self { id }
    }
}

operation! {
    DelProducts => Option<Value> {
        Post "/api/{session}/del-products",
        id: "del-products",
        group: Catalog,
        effect: Effect::Set,
        success: 201,
        failures: &[
            Failure::new(401, "id is missing; the work is tried all the same", r#"{"message":"products Id was not informed"}"#),
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on delete product.","error":{}}"#),
        ],
    } validate DelProducts::check
}

impl DelProducts {
    fn check(&self) -> Result<(), InvalidField> {
        validate::some_of("id", &self.id, "a list of product numbers, as get-products lists them")
    }
}
