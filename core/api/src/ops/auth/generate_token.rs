//! `POST /api/{session}/{secretkey}/generate-token`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, Effect, Payload, types::GenerateTokenAnswer};

/// Mints a token for the session from the server's secret key.
///
/// Every call gives another token; all of them stay valid until the secret key changes. Costs the server one
/// bcrypt hash. Fails with 400 `{response: false, message: "The SECRET_KEY is incorrect"}`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GenerateToken {}

operation! {
    GenerateToken => GenerateTokenAnswer {
        Post "/api/{session}/{secretkey}/generate-token",
        id: "generate-token",
        group: Auth,
        auth: Auth::SecretInPath,
        needs_connected: false,
        effect: Effect::Set,
        success: 201,
        payload: Payload::Whole,
    }
}
