//! Helper `refresh-qr`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Helper, HelperMeta, QrStatus};
use crate::Effect;

/// Gives a QR code that can be scanned now; starts the session if it is closed.
///
/// While a code waits it is the present one, which WhatsApp replaces about every 20 s by itself. After an
/// autoclose the session is started again. Never answers a left-over code. Fails with `rejected` if the session is
/// logged in or waits for a pairing code.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RefreshQr {
    /// Milliseconds to wait at most; 60 000 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
}

impl RefreshQr {
    /// The time to wait at most.
    pub fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms.unwrap_or(60_000))
    }
}

impl Helper for RefreshQr {
    type Response = QrStatus;
    const META: HelperMeta = HelperMeta::new("refresh-qr", Effect::Set);
}
