//! Answers of the session routes.

use std::{borrow::Cow, fmt};

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, MapAccess, Visitor},
};

use super::Secret;

wire_struct! {
    /// Answer of generate-token.
    pub struct GenerateTokenAnswer {
        /// `success`.
        maybe status: String = "status",
        /// Session name.
        maybe session: String = "session",
        /// The token: bcrypt of session and secret, with `/` and `+` replaced by `_` and `-`.
        always token: Secret = "token",
        /// `session:token`, for the path form of authentication.
        maybe full: Secret = "full",
    }
}

wire_struct! {
    /// Answer of status-session.
    pub struct StatusAnswer {
        /// `CLOSED`, `INITIALIZING`, `QRCODE`, `PHONECODE`, `CONNECTED`; an open set.
        maybe status: String = "status",
        /// Data URL of a PNG. Stays after login and after autoclose: then it is stale.
        maybe qrcode: String = "qrcode",
        /// Text of the QR code; stays like `qrcode`.
        maybe urlcode: String = "urlcode",
        /// Server version; absent when the session is unknown.
        maybe version: String = "version",
        /// Session name, on requests whose content type is exactly `application/json`.
        maybe session: String = "session",
    }
}

wire_struct! {
    /// Answer of start-session: the state before the call, or the first QR or pairing code.
    pub struct StartSessionAnswer {
        /// The state before the call, `qrcode`, or `phoneCode`.
        maybe status: String = "status",
        /// Data URL of a PNG; bare base64 when `status` is `qrcode`.
        maybe qrcode: String = "qrcode",
        /// Text of the QR code.
        maybe urlcode: String = "urlcode",
        /// Server version.
        maybe version: String = "version",
        /// Session name.
        maybe session: String = "session",
        /// Number that the pairing code is for.
        maybe phone: String = "phone",
        /// Pairing code, eight characters.
        maybe phone_code: String = "phoneCode",
    }
}

wire_struct! {
    /// Answer of qrcode-session: a picture, or why there is none.
    pub struct QrCodeAnswer {
        /// PNG in base64. May be stale: the server serves it after login and after autoclose too.
        maybe png: String = "png",
        /// The session's state, when there is no picture.
        maybe status: String = "status",
        /// Why there is no picture.
        maybe message: String = "message",
    }
}

wire_struct! {
    /// Answer of check-connection-session.
    pub struct CheckConnectionAnswer {
        /// Whether the browser page answers. It says nothing of WhatsApp being online.
        always status: bool = "status",
        /// `Connected` or `Disconnected`.
        maybe message: String = "message",
    }
}

wire_struct! {
    /// Answer of close-session and logout-session.
    pub struct VerbAnswer {
        /// Whether it worked.
        always status: bool = "status",
        /// The server's words; the same for both verbs.
        maybe message: String = "message",
    }
}

wire_struct! {
    /// Answer of clear-session-data.
    pub struct ClearAnswer {
        /// Whether the profile folder is gone.
        always success: bool = "success",
    }
}

wire_struct! {
    /// Answer of start-all.
    pub struct StartAllAnswer {
        /// `success`.
        maybe status: String = "status",
        /// The server's words.
        maybe message: String = "message",
    }
}

wire_struct! {
    /// Answer of healthz: the process lives. It says nothing of sessions.
    pub struct Health {
        /// `OK`.
        maybe message: String = "message",
        /// Seconds since the process started.
        maybe uptime: f64 = "uptime",
        /// Milliseconds since 1970.
        maybe timestamp: i64 = "timestamp",
    }
}

/// Name of a stored session. Before 2.2.1 the wire spelled it `{session}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct SessionName(pub String);

impl<'de> Deserialize<'de> for SessionName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameVisitor).map(Self)
    }
}

impl fmt::Display for SessionName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a session name, as text or as {session}")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<String, E> {
        Ok(name.to_owned())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        let mut session = None;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key == "session" {
                session = Some(map.next_value()?);
            } else {
                map.next_value::<de::IgnoredAny>()?;
            }
        }
        session.ok_or_else(|| de::Error::missing_field("session"))
    }
}
