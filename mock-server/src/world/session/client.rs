//! The object that the server keeps in memory under a session's name.

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::world::ids::LoginCode;

/// `client.status`. A missing status (`null`) is what close-session leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// The browser is starting.
    #[serde(rename = "INITIALIZING")]
    Initializing,
    /// A QR code waits to be scanned; also while it is scanned and synced.
    #[serde(rename = "QRCODE")]
    QrCode,
    /// A pairing code waits to be typed.
    #[serde(rename = "PHONECODE")]
    PhoneCode,
    /// Logged in; also after the browser died.
    #[serde(rename = "CONNECTED")]
    Connected,
    /// Autoclosed, or the launch timed out.
    #[serde(rename = "CLOSED")]
    Closed,
}

impl Status {
    /// The word that status-session answers.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Initializing => "INITIALIZING",
            Self::QrCode => "QRCODE",
            Self::PhoneCode => "PHONECODE",
            Self::Connected => "CONNECTED",
            Self::Closed => "CLOSED",
        }
    }
}

/// The body of a start-session, which the server keeps as the client's `config`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StartBody(Map<String, Value>);

impl StartBody {
    /// A body; anything but an object counts as empty.
    #[must_use]
    pub fn new(body: Value) -> Self {
        match body {
            Value::Object(map) => Self(map),
            _ => Self::default(),
        }
    }

    /// A body without any key, shared by everybody who has one.
    #[must_use]
    pub fn empty() -> Arc<Self> {
        static EMPTY: LazyLock<Arc<StartBody>> = LazyLock::new(Arc::default);
        Arc::clone(&EMPTY)
    }

    /// Whether it has no key at all: then the stored one is used.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The session's own webhook, if it is set to anything that JavaScript holds true.
    #[must_use]
    pub fn webhook(&self) -> Option<String> {
        match self.0.get("webhook")? {
            Value::String(url) => (!url.is_empty()).then(|| url.clone()),
            Value::Null | Value::Bool(false) => None,
            other => Some(other.to_string()),
        }
    }

    /// The number for which a pairing code is wanted: only a string counts.
    #[must_use]
    pub fn pairing_phone(&self) -> Option<&str> {
        self.0.get("phone")?.as_str().filter(|phone| !phone.is_empty())
    }

    /// Address of the Chatwoot that this session works with.
    #[must_use]
    pub fn chatwoot_url(&self) -> Option<&str> {
        self.0.get("chatWoot")?.get("baseURL")?.as_str()
    }

    /// Address of the proxy that this session wants.
    #[must_use]
    pub fn proxy(&self) -> Option<&str> {
        self.0.get("proxy")?.get("url")?.as_str().filter(|url| !url.is_empty())
    }

    /// Sets or removes one key.
    pub fn set(&mut self, key: &str, value: Option<Value>) {
        match value {
            Some(value) => drop(self.0.insert(key.to_owned(), value)),
            None => drop(self.0.remove(key)),
        }
    }
}

/// The object in memory: a placeholder until login completes, then the library's client with the same keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Client {
    /// `status`; none is `null`.
    pub status: Option<Status>,
    /// Whether it has the key `session`: the object that close-session leaves behind has not.
    pub named: bool,
    /// `config`.
    pub config: Arc<StartBody>,
    /// `urlcode`: never cleared, so it goes stale.
    pub urlcode: Option<LoginCode>,
    /// Whether it has the library's methods.
    pub live: bool,
}

impl Client {
    /// What the server puts there for a name that it does not know.
    #[must_use]
    pub fn placeholder() -> Self {
        Self { status: None, named: true, config: StartBody::empty(), urlcode: None, live: false }
    }

    /// What close-session leaves there: `{status: null}`.
    #[must_use]
    pub fn closed() -> Self {
        Self { named: false, ..Self::placeholder() }
    }

    /// The status as JSON, `null` included.
    #[must_use]
    pub fn status_json(&self) -> Value {
        self.status.map_or(Value::Null, |status| status.word().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_string_asks_for_a_pairing_code() {
        assert_eq!(StartBody::new(json!({"phone": "5511988887777"})).pairing_phone(), Some("5511988887777"));
        for body in [json!({"phone": 5_511_988_887_777_u64}), json!({"phone": ""}), json!({}), json!(null)] {
            assert_eq!(StartBody::new(body).pairing_phone(), None);
        }
    }

    #[test]
    fn a_webhook_counts_when_javascript_holds_it_true() {
        assert_eq!(StartBody::new(json!({"webhook": "http://h/"})).webhook().as_deref(), Some("http://h/"));
        assert_eq!(StartBody::new(json!({"webhook": ""})).webhook(), None);
        assert_eq!(StartBody::new(json!({"webhook": null})).webhook(), None);
        assert_eq!(StartBody::new(json!({"webhook": 7})).webhook().as_deref(), Some("7"));
    }
}
