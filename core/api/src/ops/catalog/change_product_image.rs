//! `POST /api/{session}/change-product-image`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Effect, Failure, InvalidField, TimeoutClass, validate};

/// Replaces the main picture of a product.
///
/// Gives what WhatsApp answers, which nobody has described: usually the product, with its pictures as they
/// were before. get-product-by-id shows the new one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ChangeProductImage {
    /// WhatsApp's number of the product.
    pub id: String,
    /// Picture: data URL `data:image/…;base64,…`.
    pub base64: String,
}

impl ChangeProductImage {
    /// Gives the picture to this product.
    pub fn new(id: impl Into<String>, base64: impl Into<String>) -> Self {
        Self { id: id.into(), base64: base64.into() }
    }
}

operation! {
    ChangeProductImage => Option<Value> {
        Post "/api/{session}/change-product-image",
        id: "change-product-image",
        group: Catalog,
        effect: Effect::Set,
        timeout: TimeoutClass::Media,
        success: 201,
        failures: &[
            Failure::new(401, "id or base64 is missing; the work is tried all the same", r#"{"message":"productId and base64 was not informed"}"#),
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on change product image.","error":{}}"#),
        ],
    } validate ChangeProductImage::check
}

impl ChangeProductImage {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("id", &self.id, "the number of a product, as get-products lists it")?;
        validate::data_url("base64", Some(&self.base64))
    }
}
