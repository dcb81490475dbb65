//! `GET /api/{session}/get-battery-level`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Failure;

/// Reads the phone's battery level in percent.
///
/// Sessions of today's kind, linked as a further device, know no battery: the answer then has no value and this gives
/// none. Nothing else tells the level.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GetBatteryLevel {}

operation! {
    GetBatteryLevel => Option<f64> {
        Get "/api/{session}/get-battery-level",
        id: "get-battery-level",
        group: Device,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Error retrieving battery status","error":{}}"#),
        ],
    }
}
