//! `POST /api/{session}/set-cart-enabled`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Effect, Failure};

/// Lets customers put products into a cart, or not.
///
/// Gives what WhatsApp answers, which nobody has described: usually `cart_enabled`. Sent without a charset, because the
/// server takes `false` for a missing value and would answer 401 although it did the work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SetCartEnabled {
    /// Whether there is a cart.
    pub enabled: bool,
}

impl SetCartEnabled {
    /// Switches the cart.
    pub fn new(enabled: bool) -> Self {
        Self { enabled }
    }
}

operation! {
    SetCartEnabled => Option<Value> {
        Post "/api/{session}/set-cart-enabled",
        id: "set-cart-enabled",
        group: Catalog,
        effect: Effect::Set,
        success: 201,
        exact_json: true,
        failures: &[
            Failure::new(500, "the library fails; also for an account that is no business", r#"{"status":"Error","message":"Error on set enabled cart.","error":{}}"#),
        ],
    }
}
