//! `POST /api/{session}/start-session`.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use serde_json::Value;

use crate::{
    Effect, InvalidField, Payload, TimeoutClass,
    types::{Secret, ShownAddress, StartSessionAnswer},
    validate,
};

/// Starts the session's browser; answers with the state *before* the call.
///
/// A request with any field replaces the stored settings (webhook, proxy, phone); an empty one reloads them.
/// Does nothing unless the session is closed or unknown. With `waitQrCode` the first start of a name waits for
/// the first QR or pairing code, and never answers when the stored login is valid or the browser fails.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct StartSession {
    /// URL that receives the session's events; replaces the stored one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
    /// Wait for the first code. May never be answered; see above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_qr_code: Option<bool>,
    /// Ask for a pairing code for this number (digits with country code) instead of a QR code. Since 2.6.0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Name shown in the phone's list of linked devices; ignored with `phone`. Since 2.2.5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
    /// Browser name shown there; ignored with `phone`. Since 2.2.5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub powered_by: Option<String>,
    /// `{url, username, password}`. The server then uses it for every session started later, too. Since 2.8.7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<Value>,
    /// Settings of the Chatwoot bridge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_woot: Option<Value>,
}

/// Shows neither the token in the webhook's address nor the passwords of the proxy and of Chatwoot.
impl fmt::Debug for StartSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = |value: &Option<Value>| value.as_ref().map(|_| Secret::new(""));
        formatter
            .debug_struct("StartSession")
            .field("webhook", &self.webhook.as_deref().map(ShownAddress))
            .field("wait_qr_code", &self.wait_qr_code)
            .field("phone", &self.phone)
            .field("device_name", &self.device_name)
            .field("powered_by", &self.powered_by)
            .field("proxy", &hidden(&self.proxy))
            .field("chat_woot", &hidden(&self.chat_woot))
            .finish()
    }
}

operation! {
    StartSession => StartSessionAnswer {
        Post "/api/{session}/start-session",
        id: "start-session",
        group: Session,
        no_answer: Some("with waitQrCode when the session has a stored login or its browser cannot start"),
        needs_connected: false,
        effect: Effect::Set,
        timeout: TimeoutClass::Session,
        payload: Payload::Whole,
    } validate StartSession::check
}

impl StartSession {
    /// The server takes any text for a webhook, and posts no event to what is no address. An empty one is none to it.
    fn check(&self) -> Result<(), InvalidField> {
        match self.webhook.as_deref() {
            None | Some("") => Ok(()),
            Some(webhook) => validate::web_address("webhook", webhook),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Operation;

    #[test]
    fn a_webhook_that_no_event_would_reach_is_refused_and_not_quoted() {
        let check = |webhook: &str| {
            StartSession { webhook: Some(webhook.to_owned()), ..StartSession::default() }.validate()
        };
        for webhook in ["http://10.0.0.5:8080/hooks", "HTTPS://bot.example?key=1", "http://[::1]:80"] {
            assert_eq!(check(webhook), Ok(()), "{webhook}");
        }
        for webhook in ["bot.example/hooks", "ftp://bot.example", "http://", "http:///hooks", "http://a b"] {
            let refused = check(webhook).unwrap_err();
            assert_eq!(refused.field, "webhook");
            assert!(webhook == "http://" || !refused.to_string().contains(webhook), "{refused}");
        }
        assert_eq!((check(""), StartSession::default().validate()), (Ok(()), Ok(())));
    }
}
