//! `GET /api/{session}/host-device`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Failure, types::HostDeviceInfo};

/// Describes the linked phone and account.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct HostDevice {}

operation! {
    HostDevice => HostDeviceInfo {
        Get "/api/{session}/host-device",
        id: "host-device",
        group: Device,
        failures: &[
            Failure::new(500, "the library fails", r#"{"status":"error","message":"Erro ao recuperar dados do telefone","error":{}}"#),
        ],
    }
}
