//! `GET /api/{session}/get-business-profiles-products`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, InvalidField, Payload, QueryKind, types::Product, validate};

/// Lists the products of a business in short.
///
/// A list that holds one list: the server wraps what the library gives once more. Answers 201, though it only reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetBusinessProfilesProducts {
    /// Whose: a full id, `5521999999999@c.us`. The server does not complete it.
    pub phone: String,
}

impl GetBusinessProfilesProducts {
    /// Asks for the products of this business.
    pub fn new(phone: impl Into<String>) -> Self {
        Self { phone: phone.into() }
    }
}

operation! {
    GetBusinessProfilesProducts => Vec<Vec<Product>> {
        Get "/api/{session}/get-business-profiles-products",
        id: "get-business-profiles-products",
        group: Business,
        query: &[("phone", QueryKind::Text)],
        success: 201,
        payload: Payload::ResponseData,
        since: "2.4.0",
        failures: &[
            Failure::new(400, "the library fails; also for somebody who is no business", r#"{"status":"Error","response":{"message":"Error retrieving information","session":"shop","log":{}}}"#),
        ],
    } validate GetBusinessProfilesProducts::check
}

impl GetBusinessProfilesProducts {
    fn check(&self) -> Result<(), InvalidField> {
        validate::chat_id("phone", &self.phone)
    }
}
