//! Relays of an inbox for language bindings.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;

use super::InboxHandle;
use crate::{
    Error, Secret,
    bridge::config::{at_least_one, duration, positive},
    events::relay::{self, Relay, RelayOptions},
};

/// Settings of a relay. Not printed: address and secret are confidential.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RelayConfig {
    /// Where events are posted to.
    url: String,
    /// What they are signed with.
    secret: String,
    /// Pauses after each failed attempt.
    schedule_ms: Option<Vec<u64>>,
    /// How long the receiver may take.
    timeout_ms: Option<u64>,
    /// After so many events in a row that could not be delivered the relay is off.
    disable_after: Option<u32>,
}

impl RelayConfig {
    fn options(&self) -> Result<RelayOptions, Error> {
        let mut options = RelayOptions::default();
        if let Some(pauses) = &self.schedule_ms {
            let pauses = pauses.iter().map(|ms| Ok(duration("schedule", Some(*ms))?.unwrap_or_default()));
            options.schedule = Some(pauses.collect::<Result<_, Error>>()?);
        }
        options.timeout = positive("timeout", self.timeout_ms)?.unwrap_or(options.timeout);
        at_least_one("disableAfter", self.disable_after)?;
        options.disable_after = self.disable_after.unwrap_or(options.disable_after);
        Ok(options)
    }
}

/// A relay of a language binding. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct RelayHandle(pub(super) Relay);

impl InboxHandle {
    /// A relay with settings as JSON: `{url, secret, scheduleMs, timeoutMs, disableAfter}`. It delivers what
    /// [`InboxHandle::run`] is told to give it. Blocks for a moment, to read whether it is off.
    ///
    /// # Errors
    /// `invalid_input` that names the setting; `storage`.
    pub fn relay(&self, json: &[u8]) -> Result<RelayHandle, Error> {
        let config: RelayConfig = crate::bridge::read("settings of the relay", json)?;
        let options = config.options()?;
        Relay::new(&self.inbox, &config.url, Secret::from(config.secret), options).map(RelayHandle)
    }
}

impl RelayHandle {
    /// Why and since when it is off, as JSON: `{sinceMs, reason}`; `null` while it delivers.
    pub fn off(&self) -> Bytes {
        let off = self.0.off().map(|off| json!({ "sinceMs": off.since_ms, "reason": off.reason }));
        json!(off).to_string().into()
    }

    /// Switches it on again; gives `null`.
    ///
    /// # Errors
    /// `storage`.
    pub async fn switch_on(&self) -> Result<Bytes, Error> {
        self.0.switch_on().await?;
        Ok(Bytes::from_static(b"null"))
    }

    /// Switches it on again, and has everything that was put aside delivered; how much that is, as JSON.
    ///
    /// # Errors
    /// `storage`.
    pub async fn redrive(&self) -> Result<Bytes, Error> {
        Ok(self.0.redrive().await?.to_string().into())
    }
}

/// Whether a request is a relay of wppkit, signed with this secret: its headers in lower case, its body as it came.
///
/// # Errors
/// `unauthorized`, saying which of header, age or signature is wrong; `invalid_input` for an empty secret.
pub fn verify_relay(
    secret: &str,
    headers: &[(String, String)],
    body: &[u8],
    now_s: i64,
) -> Result<(), Error> {
    let header = |name: &str| headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    relay::verify(&Secret::from(secret), header, body, now_s)
}
