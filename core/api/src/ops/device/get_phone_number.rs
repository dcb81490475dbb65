//! `GET /api/{session}/get-phone-number`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, types::Wid};

/// Reads the account's own id. Goes through the browser page, so it proves that the page lives.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetPhoneNumber {}

operation! {
    GetPhoneNumber => Wid {
        Get "/api/{session}/get-phone-number",
        id: "get-phone-number",
        group: Device,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error retrieving phone number","error":{}}"#),
        ],
    }
}
