//! What a page shows of a session: status, phone, device; now, or once it changes.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use serde_json::{Map, Value, json};
use wppkit_api::{
    helpers::{SessionState, SessionStatus},
    ops::device::host_device::HostDevice,
    types::HostDeviceInfo,
};

use super::{Reply, words};
use crate::Session;

/// For so long the phone's details are not asked for again.
const DEVICE_TTL: Duration = Duration::from_secs(60);

impl Session {
    pub(super) async fn panel_status(&self) -> Reply {
        let status = self.status().await?;
        Ok(json!({ "session": self.shown(&status).await }))
    }

    /// Status and code, at once if they differ from what the page has, else when they change or time is up.
    pub(super) async fn panel_watch(&self, after: Option<&str>, patience: Duration) -> Reply {
        let mut status = self.status().await?;
        let mut version = self.version_of(&status);
        if after == Some(version.as_str()) {
            let change = async {
                let mut watch = self.watch();
                watch.skip_first();
                loop {
                    let status = watch.next().await?;
                    match status.state {
                        SessionState::Syncing => watch.soon(),
                        state if state.is_logging_in() => watch.usual(),
                        _ => watch.slower(),
                    }
                    let version = self.version_of(&status);
                    if after != Some(version.as_str()) {
                        return Ok((status, version));
                    }
                }
            };
            tokio::select! {
                changed = change => (status, version) = changed?,
                () = self.clock().sleep(patience) => {}
            }
        }
        let code = self.waiting_code()?;
        let session = self.shown(&status).await;
        Ok(json!({ "session": session, "qrcode": code.qr, "pairingCode": code.pairing, "version": version }))
    }

    /// Changes exactly when a page would look different.
    fn version_of(&self, status: &SessionStatus) -> String {
        let mut hasher = DefaultHasher::new();
        status.state.hash(&mut hasher);
        status.in_chat.hash(&mut hasher);
        if status.state == SessionState::AwaitingQr {
            status.qr.as_ref().map(|qr| &qr.text).hash(&mut hasher);
        }
        self.shared.pairing_code().hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    /// The session as a page shows it. A phone that does not answer hides its details, not the status.
    async fn shown(&self, status: &SessionStatus) -> Value {
        let mut shown = words::brief(status);
        if status.is_connected()
            && let Some(device) = self.phone_details().await
            && let Some(shown) = shown.as_object_mut()
        {
            add_device(shown, &device);
        }
        shown
    }

    /// The phone behind the session, asked for now and then: pages ask for the status all the time.
    async fn phone_details(&self) -> Option<HostDeviceInfo> {
        if let Some(known) = self.shared.device(DEVICE_TTL) {
            return Some(known);
        }
        let device = self.call(HostDevice::default()).await.ok()?.into_value();
        self.shared.remember_device(device.clone());
        Some(device)
    }
}

fn add_device(shown: &mut Map<String, Value>, device: &HostDeviceInfo) {
    if let Some(wid) = device.phone_number.as_ref().or(device.wid.as_ref()) {
        shown.insert("phone".to_owned(), wid.user().into());
    }
    let phone = device.phone.as_ref();
    let known = json!({
        "manufacturer": phone.and_then(|phone| phone.device_manufacturer.as_ref()),
        "model": phone.and_then(|phone| phone.device_model.as_ref()),
        "os": phone.and_then(|phone| phone.os_version.as_ref()).or(device.platform.as_ref()),
    });
    shown.insert("device".to_owned(), known);
    if let Some(battery) = device.battery {
        shown.insert("battery".to_owned(), battery.into());
    }
}
