//! `GET /unhealthy`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Auth, Effect, InvalidField, Payload, QueryKind};

/// Ends the server process, with all its sessions.
///
/// Meant for orchestrators that restart it. Nothing protects the route: block it at the proxy.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Unhealthy {
    /// Must be `terminate the server`: nobody ends a server by accident. The server does not read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<String>,
}

operation! {
    Unhealthy => () {
        Get "/unhealthy",
        id: "unhealthy",
        group: Health,
        auth: Auth::None,
        needs_connected: false,
        effect: Effect::Send,
        success: 503,
        payload: Payload::Nothing,
        query: &[("confirm", QueryKind::Text)],
    } validate Unhealthy::check
}

impl Unhealthy {
    fn check(&self) -> Result<(), InvalidField> {
        match self.confirm.as_deref() {
            Some(CONFIRMATION) => Ok(()),
            _ => Err(InvalidField::new(
                "confirm",
                "is not given, and this call ends the server process with all its sessions",
                format!("{CONFIRMATION:?}"),
            )),
        }
    }
}

/// What has to be said before the server is ended.
const CONFIRMATION: &str = "terminate the server";

impl Unhealthy {
    /// A request that ends the server process: the caller means it.
    pub fn terminate_the_server() -> Self {
        Self { confirm: Some(CONFIRMATION.to_owned()) }
    }
}
