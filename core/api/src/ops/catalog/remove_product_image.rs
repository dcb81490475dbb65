//! `POST /api/{session}/remove-product-image`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Effect, Failure, InvalidField, types::ProductDetail, validate};

/// Removes a picture of a product, and gives the product.
///
/// The pictures behind the removed one move up, so a second call removes another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RemoveProductImage {
    /// WhatsApp's number of the product.
    pub id: String,
    /// Place of the picture, from 0. Travels as text: the server takes the number 0 for a missing one.
    #[serde(with = "crate::wire::number_as_text")]
    #[schemars(with = "u32")]
    pub index: u32,
}

impl RemoveProductImage {
    /// Removes this picture of this product.
    pub fn new(id: impl Into<String>, index: u32) -> Self {
        Self { id: id.into(), index }
    }
}

operation! {
    RemoveProductImage => ProductDetail {
        Post "/api/{session}/remove-product-image",
        id: "remove-product-image",
        group: Catalog,
        effect: Effect::Send,
        success: 201,
        failures: &[
            Failure::new(401, "id or index is missing, or index is the number 0; the work is tried all the same", r#"{"message":"productId and index image was not informed"}"#),
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on remove product image.","error":{}}"#),
        ],
    } validate RemoveProductImage::check
}

impl RemoveProductImage {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("id", &self.id, "the number of a product, as get-products lists it")
    }
}
