//! `POST /api/{session}/set-product-visibility`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Effect, Failure, InvalidField, validate};

/// Hides a product or shows it.
///
/// Gives what WhatsApp answers, which nobody has described: usually `id` and `isHidden`. The library documents `true` as
/// visible, the page it calls names the value `isHidden`: look at `is_hidden` of get-product-by-id after the first call.
/// Sent without a charset, because the server takes `false` for a missing value and would answer 401 although it
/// did the work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SetProductVisibility {
    /// WhatsApp's number of the product.
    pub id: String,
    /// Handed to WhatsApp as it is.
    pub value: bool,
}

impl SetProductVisibility {
    /// Hides or shows this product.
    pub fn new(id: impl Into<String>, value: bool) -> Self {
        Self { id: id.into(), value }
    }
}

operation! {
    SetProductVisibility => Option<Value> {
        Post "/api/{session}/set-product-visibility",
        id: "set-product-visibility",
        group: Catalog,
        effect: Effect::Set,
        success: 201,
        exact_json: true,
        failures: &[
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on set product visibility.","error":{}}"#),
        ],
    } validate SetProductVisibility::check
}

impl SetProductVisibility {
    fn check(&self) -> Result<(), InvalidField> {
        validate::not_blank("id", &self.id, "the number of a product, as get-products lists it")
    }
}
