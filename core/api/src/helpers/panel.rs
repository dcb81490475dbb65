//! Helper `panel`.

use std::{fmt, time::Duration};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Helper, HelperMeta};
use crate::{Effect, InvalidField};

/// Answers one endpoint of a status page, with the HTTP status to answer it with.
///
/// The endpoints and their shapes are those that self-made WPPConnect panels use, so that their pages work
/// unchanged: success is `{"success":true,…}`, failure `{"success":false,"message":…,"status_code":…}` with the
/// status of its cause. It never fails itself: what goes wrong is such an answer.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Panel {
    /// Which endpoint.
    pub action: PanelAction,
    /// The body of the HTTP request, for `start` (`phone`, `webhook`) and `send-test` (`phone`, `message`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// For `watch`: the `version` of the answer before; a different one is waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Milliseconds to wait at most: for the first code of `start` and `refresh-qr` (20 000 by default), for a
    /// change of `watch` (25 000 by default).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
}

/// Shows nothing of the body, which may hold the address of a webhook.
impl fmt::Debug for Panel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Panel")
            .field("action", &self.action)
            .field("after", &self.after)
            .field("timeout_ms", &self.timeout_ms)
            .finish_non_exhaustive()
    }
}

/// The endpoints of a status page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PanelAction {
    /// `GET status/`: connected or not, with phone, device and battery.
    Status,
    /// `POST start/`: starts the session and answers the first code, or that it is connected.
    Start,
    /// `GET qrcode/`: the code that waits now, or null.
    Qrcode,
    /// `POST qrcode/refresh/`: a code that can be scanned now; starts the session if it is closed.
    RefreshQr,
    /// `POST logout/`: removes the link to the phone.
    Logout,
    /// `POST close/`: closes the browser and keeps the link.
    Close,
    /// `POST restart/`: closes and starts.
    Restart,
    /// `POST send-test/`: sends a text.
    SendTest,
    /// `GET connections/`: every session that the server has stored, with its status. Needs the secret key.
    Connections,
    /// `DELETE connections/{session}/`: logs out or closes, and deletes the browser profile. Needs the secret key.
    Delete,
    /// Status and code together, once they differ from `after`: for server-sent events.
    Watch,
}

impl Panel {
    /// A call of this endpoint.
    pub fn new(action: PanelAction) -> Self {
        Self { action, body: None, after: None, timeout_ms: None }
    }

    /// The time to wait at most, or this one.
    pub fn timeout_or(&self, default: Duration) -> Duration {
        self.timeout_ms.map_or(default, Duration::from_millis)
    }
}

impl Helper for Panel {
    type Response = PanelAnswer;
    const META: HelperMeta = HelperMeta::new("panel", Effect::Set);

    fn validate(&self) -> Result<(), InvalidField> {
        match &self.body {
            None | Some(Value::Null | Value::Object(_)) => Ok(()),
            Some(_) => Err(InvalidField::new("body", "is not a JSON object", "an object, or nothing")),
        }
    }
}

/// What to answer the page with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PanelAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body.
    pub body: Value,
}

impl PanelAnswer {
    /// An answer with this status.
    pub fn new(status: u16, body: Value) -> Self {
        Self { status, body }
    }
}
