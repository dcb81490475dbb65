//! `GET /api-docs`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, Payload};

/// Asks for the server's own documentation page, and gives the page that leads to it.
///
/// The documentation itself is at `/api-docs/`, with the slash, for a browser. It describes the answers of 3 routes; this
/// library's reference and its OpenAPI document describe all.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct ApiDocs {}

operation! {
    ApiDocs => String {
        Get "/api-docs",
        id: "api-docs",
        group: Misc,
        auth: Auth::None,
        needs_connected: false,
        success: 301,
        payload: Payload::Text,
    }
}
