//! The stages of a login.

use serde_json::{Map, Value};
use wppkit_api::helpers::SessionStatus;

use crate::{Phone, Qr};

/// A stage of a login, in the order in which they come: [`Stage::Starting`], codes, [`Stage::Scanned`] or
/// [`Stage::Syncing`], [`Stage::Connected`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Stage {
    /// The server starts the browser, or still tidies up behind the last one.
    Starting,
    /// A QR code to scan; every further one replaces the one before.
    Qr(Qr),
    /// A code to type into the phone.
    PairingCode(PairingCode),
    /// The phone accepted the code. Seen at once only where events are handed in; else together with what follows.
    Scanned,
    /// Logged in; the session is being checked a second time.
    Syncing,
    /// Two checks in a row found the session connected. The last stage.
    Connected(SessionStatus),
}

impl Stage {
    /// The stable string, snake_case.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Qr(_) => "qr",
            Self::PairingCode(_) => "pairing_code",
            Self::Scanned => "scanned",
            Self::Syncing => "syncing",
            Self::Connected(_) => "connected",
        }
    }

    /// The stage as a JSON object with `type` first, as bindings and `--json` show it.
    ///
    /// `qr` carries `text`, `seq`, `ageMs` and `png` (a data URL; absent if it cannot be drawn), `pairing_code`
    /// carries `code` and `phone`, `connected` carries `status`.
    pub fn to_json(&self) -> Value {
        let mut fields = Map::new();
        fields.insert("type".to_owned(), self.name().into());
        let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
        match self {
            Self::Starting | Self::Scanned | Self::Syncing => {}
            Self::Qr(qr) => {
                put("text", qr.text().into());
                put("seq", qr.seq().into());
                put("ageMs", u64::try_from(qr.age().as_millis()).unwrap_or(u64::MAX).into());
                if let Ok(png) = qr.data_url() {
                    put("png", png.into());
                }
            }
            Self::PairingCode(pairing) => {
                put("code", pairing.code.clone().into());
                put("phone", pairing.phone.e164().into());
            }
            Self::Connected(status) => {
                put("status", serde_json::to_value(status).unwrap_or_default());
            }
        }
        Value::Object(fields)
    }
}

/// A code that links the phone without a camera.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PairingCode {
    /// The eight characters; absent where only the webhook or another client gets to know them.
    ///
    /// The server asks WhatsApp for another code about every 20 s and tells it to the webhook only.
    pub code: Option<String>,
    /// The number that it is for.
    pub phone: Phone,
}

impl PairingCode {
    /// The code as the phone shows it, `ABCD-EFGH`.
    pub fn grouped(&self) -> Option<String> {
        let code = self.code.as_deref()?;
        match code.split_at_checked(4) {
            Some((head, tail)) if !tail.is_empty() => Some(format!("{head}-{tail}")),
            _ => Some(code.to_owned()),
        }
    }
}

impl std::fmt::Debug for PairingCode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The code logs an account in for as long as it lives.
        formatter
            .debug_struct("PairingCode")
            .field("code", &self.code.as_ref().map(|_| "***"))
            .field("phone", &self.phone)
            .finish()
    }
}
