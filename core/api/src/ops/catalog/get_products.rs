//! `GET /api/{session}/get-products`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, QueryKind, types::ProductDetail, validate};

/// Lists the products of a business, the account's own or another's.
///
/// Answers 201, though it only reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetProducts {
    /// Whose: a full id, `5521999999999@c.us`. The server does not complete it.
    pub phone: String,
    /// How many at most; WhatsApp's own page size when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qnt: Option<u32>,
}

impl GetProducts {
    /// Asks for the products of this business.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into(), qnt: None }
    }
}

operation! {
    GetProducts => Vec<ProductDetail> {
        Get "/api/{session}/get-products",
        id: "get-products",
        group: Catalog,
        query: &[("phone", QueryKind::Text), ("qnt", QueryKind::Number)],
        success: 201,
        failures: &[
            Failure::new(401, "phone is missing; the work is tried all the same", r#"{"message":"Please send the contact number you wish to return the products."}"#),
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on get products","error":{}}"#),
        ],
    } validate GetProducts::check
}

impl GetProducts {
    fn check(&self) -> Result<(), InvalidField> {
        validate::chat_id("phone", &self.phone)
    }
}
