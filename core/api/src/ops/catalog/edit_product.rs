//! `POST /api/{session}/edit-product`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Effect, Failure, InvalidField, TimeoutClass,
    types::{ProductChange, ProductDetail},
    validate,
};

/// Changes what is given of a product, and gives the product as it is then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct EditProduct {
    /// WhatsApp's number of the product.
    pub id: String,
    /// What to change.
    pub options: ProductChange,
}

impl EditProduct {
    /// Changes this product.
    pub fn new(id: impl Into<String>, options: ProductChange) -> Self {
        Self { id: id.into(), options }
    }
}

operation! {
    EditProduct => ProductDetail {
        Post "/api/{session}/edit-product",
        id: "edit-product",
        group: Catalog,
        effect: Effect::Set,
        timeout: TimeoutClass::Media,
        success: 201,
        failures: &[
            Failure::new(401, "id or options are missing; the work is tried all the same", r#"{"message":"productId or options was not informed"}"#),
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on edit product.","error":{}}"#),
        ],
    } validate EditProduct::check
}

impl EditProduct {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("id", &self.id, "the number of a product, as get-products lists it")?;
        self.options.check()
    }
}
