//! `GET /api/{session}/get-collections`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, QueryKind, types::Collection, validate};

/// Lists the collections of a business with their products.
///
/// Answers 201, though it only reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetCollections {
    /// Whose: a full id, `5521999999999@c.us`. The server does not complete it.
    pub phone: String,
    /// How many collections at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qnt: Option<u32>,
    /// How many products of each at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

impl GetCollections {
    /// Asks for the collections of this business.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into(), qnt: None, max: None }
    }
}

operation! {
    GetCollections => Vec<Collection> {
        Get "/api/{session}/get-collections",
        id: "get-collections",
        group: Catalog,
        query: &[("phone", QueryKind::Text), ("qnt", QueryKind::Number), ("max", QueryKind::Number)],
        success: 201,
        failures: &[
            Failure::new(401, "phone is missing; the work is tried all the same", r#"{"message":"phone was not informed"}"#),
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on get collections.","error":{}}"#),
        ],
    } validate GetCollections::check
}

impl GetCollections {
    fn check(&self) -> Result<(), InvalidField> {
        validate::chat_id("phone", &self.phone)
    }
}
