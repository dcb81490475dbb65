//! A QR code on its way out of the server. It is drawn only when somebody looks at it: most never are.

use std::sync::Arc;

use serde_json::{Value, json};

use super::ids::LoginCode;
use crate::qr;

/// A new QR code of a session.
#[derive(Debug, Clone)]
pub struct QrEvent {
    /// The code.
    pub code: LoginCode,
    /// The session, unless the client object has no name.
    pub session: Option<Arc<str>>,
}

impl QrEvent {
    /// Data of the socket event `qrCode`.
    #[must_use]
    pub fn socket(&self) -> Value {
        self.named(json!({"data": qr::data_url(&self.code.text())}))
    }

    /// Body of the webhook `qrcode`.
    #[must_use]
    pub fn webhook(&self) -> Value {
        let text = self.code.text();
        let mut body = self.named(json!({"event": "qrcode"}));
        body["qrcode"] = json!(&*qr::base64(&text));
        body["urlcode"] = json!(text);
        body
    }

    /// Answer of a start-session that waited for it.
    #[must_use]
    pub fn answer(&self) -> Value {
        let text = self.code.text();
        self.named(json!({"status": "qrcode", "qrcode": &*qr::base64(&text), "urlcode": text}))
    }

    fn named(&self, mut value: Value) -> Value {
        if let Some(session) = &self.session {
            value["session"] = json!(&**session);
        }
        value
    }
}
