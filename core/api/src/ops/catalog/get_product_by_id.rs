//! `GET /api/{session}/get-product-by-id`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, QueryKind, types::ProductDetail, validate};

/// Reads one product of a business.
///
/// Answers 201, though it only reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetProductById {
    /// Whose: a full id, `5521999999999@c.us`. The server does not complete it.
    pub phone: String,
    /// WhatsApp's number of the product.
    pub id: String,
}

impl GetProductById {
    /// Asks for this product of this business.
    pub fn new(phone: impl Into<String>, id: impl Into<String>) -> Self {
        Self { phone: phone.into(), id: id.into() }
    }
}

operation! {
    GetProductById => ProductDetail {
        Get "/api/{session}/get-product-by-id",
        id: "get-product-by-id",
        group: Catalog,
        query: &[("phone", QueryKind::Text), ("id", QueryKind::Text)],
        success: 201,
        failures: &[
            Failure::new(401, "phone or id is missing; the work is tried all the same", r#"{"message":"Please send the contact number and productId."}"#),
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on get product","error":{}}"#),
        ],
    } validate GetProductById::check
}

impl GetProductById {
    fn check(&self) -> Result<(), InvalidField> {
        validate::chat_id("phone", &self.phone)?;
        validate::not_blank("id", &self.id, "the number of a product, as get-products lists it")
    }
}
