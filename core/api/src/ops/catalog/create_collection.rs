//! `POST /api/{session}/create-collection`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Effect, Failure, InvalidField, validate};

/// Makes a collection of products of the account's own catalog.
///
/// Gives what WhatsApp answers, which nobody has described: usually `id`, `name` and `products`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct CreateCollection {
    /// Name.
    pub name: String,
    /// WhatsApp's numbers of the products.
    pub products: Vec<String>,
}

impl CreateCollection {
    /// Names a collection and fills it.
    pub fn new(name: impl Into<String>, products: Vec<String>) -> Self {
        Self { name: name.into(), products }
    }
}

operation! {
    CreateCollection => Option<Value> {
        Post "/api/{session}/create-collection",
        id: "create-collection",
        group: Catalog,
        effect: Effect::Send,
        success: 201,
        failures: &[
            Failure::new(401, "name or products are missing; the work is tried all the same", r#"{"message":"name or products was not informed"}"#),
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on create collection.","error":{}}"#),
        ],
    } validate CreateCollection::check
}

impl CreateCollection {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("name", &self.name, "the name of the collection")?;
        validate::some_of("products", &self.products, "a list of product numbers, as get-products lists them")
    }
}
