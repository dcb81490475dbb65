//! A login as a stream of JSON texts.

use std::fmt;

use bytes::Bytes;
use serde::Deserialize;

use super::{ClientHandle, config::positive};
use crate::{Connect, Error, Login};

/// Options of a login, see [`Connect`].
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct ConnectConfig {
    phone: Option<String>,
    webhook: Option<String>,
    device_name: Option<String>,
    code_by_webhook: bool,
    restart: bool,
    resume_after_autoclose: u32,
    timeout_ms: Option<u64>,
}

impl ConnectConfig {
    fn options(self) -> Result<Connect, Error> {
        let mut options = match self.phone {
            Some(phone) => Connect::pairing(phone),
            None => Connect::qr(),
        };
        options = options.restart(self.restart).resume_after_autoclose(self.resume_after_autoclose);
        if self.code_by_webhook {
            options = options.code_by_webhook();
        }
        if let Some(webhook) = self.webhook {
            options = options.webhook(webhook);
        }
        if let Some(name) = self.device_name {
            options = options.device_name(name);
        }
        if let Some(timeout) = positive("timeout", self.timeout_ms)? {
            options = options.timeout(timeout);
        }
        Ok(options)
    }
}

/// A login under way. Dropping it stops watching.
pub struct Stages(Login, ClientHandle);

impl Stages {
    /// The next stage as JSON text with `type` first; `None` after the last, which is `connected`.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        // A client that was closed in between refuses this call, too.
        if let Err(closed) = self.1.client() {
            return Some(Err(closed.with_operation("connect")));
        }
        Some(self.0.next().await?.map(|stage| stage.to_json().to_string().into()))
    }
}

impl fmt::Debug for Stages {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Stages")
    }
}

/// Logs a session in, with options as JSON: `{phone, webhook, deviceName, codeByWebhook, restart,
/// resumeAfterAutoclose, timeoutMs}`. Nothing is sent before the first [`Stages::next`].
///
/// # Errors
/// `invalid_input` that names the option or the session.
pub fn connect(client: &ClientHandle, session: &str, options: &[u8]) -> Result<Stages, Error> {
    let session = client.client()?.session(session)?;
    let options = super::read("connect options", options)
        .and_then(ConnectConfig::options)
        .map_err(|error| error.with_operation("connect").with_session(&session.shared.name))?;
    Ok(Stages(session.connect(options), client.clone()))
}
