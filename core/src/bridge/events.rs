//! Received events for language bindings: an inbox with its receiver, handlers of the language, relays.

use std::{fmt, net::IpAddr, path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::config::{duration, positive};
use crate::{
    BoxFuture, Error, Secret,
    events::{
        AnswerAfter, DispatchOptions, Filter, Handlers, Inbox, InboxOptions, Receiver, ReceiverOptions, relay,
    },
};

/// Settings of an inbox as JSON.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct InboxConfig {
    /// File of the inbox; memory if it is left out.
    path: Option<PathBuf>,
    /// Public address of the webhooks, such as `https://bot.example/hooks`.
    url: Option<String>,
    /// Addresses that may post; everybody by default.
    peers: Option<Vec<IpAddr>>,
    /// Answer a webhook only after its handlers.
    answer_after_handlers: bool,
    /// How long handlers may then take.
    handler_timeout_ms: Option<u64>,
    /// Largest body of a webhook.
    body_limit: Option<usize>,
    /// How long handled events are kept.
    retention_ms: Option<u64>,
}

/// How events are handed to handlers, as JSON.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct RunConfig {
    concurrency: Option<usize>,
    attempts: Option<u32>,
    min_delay_ms: Option<u64>,
    max_delay_ms: Option<u64>,
    until_empty: bool,
}

/// What a handler of the language answers: nothing, or why it could not handle the event.
pub type Handled = BoxFuture<'static, Result<(), String>>;

/// An inbox of a language binding, with its receiver. Cloning is cheap.
#[derive(Clone)]
pub struct InboxHandle {
    inbox: Inbox,
    receiver: Option<Receiver>,
}

impl InboxHandle {
    /// Opens an inbox with settings as JSON: `{path, url, peers, answerAfterHandlers, handlerTimeoutMs, bodyLimit,
    /// retentionMs}`. Blocks for a moment.
    ///
    /// # Errors
    /// `invalid_input` that names the setting; `storage`.
    pub fn open(json: &[u8]) -> Result<Self, Error> {
        let config: InboxConfig = super::read("settings of the inbox", json)?;
        let mut options = InboxOptions::default();
        if let Some(retention) = positive("retentionMs", config.retention_ms)? {
            options.retention = retention;
        }
        let inbox = match &config.path {
            Some(path) => Inbox::open(path, options)?,
            None => Inbox::in_memory(options)?,
        };
        let receiver = config.url.as_deref().map(|url| config.receiver(&inbox, url)).transpose()?;
        Ok(Self { inbox, receiver })
    }

    fn receiver(&self) -> Result<&Receiver, Error> {
        self.receiver.as_ref().ok_or_else(|| {
            Error::invalid_input("the inbox has no public address")
                .with_hint("open it with the url under which the server reaches you")
        })
    }

    /// The webhook address for the next start of a session. It is a secret.
    ///
    /// # Errors
    /// `invalid_input` without a public address; `storage`.
    pub async fn webhook_url(&self, session: &str) -> Result<String, Error> {
        self.receiver()?.webhook_url(session).await
    }

    /// Takes a webhook in: `token` is the last segment of its path. Gives `{status, body}` to answer with, as JSON.
    ///
    /// # Errors
    /// `invalid_input` without a public address.
    pub async fn receive(
        &self,
        method: &str,
        token: &str,
        peer: Option<IpAddr>,
        body: Bytes,
    ) -> Result<Bytes, Error> {
        let answer = self.receiver()?.receive(method, token, peer, body).await;
        let body = Value::from_str(answer.body).unwrap_or_default();
        Ok(json!({ "status": answer.status, "body": body }).to_string().into())
    }

    /// Hands events to handlers of the language until the future is dropped, or until nothing waits if the options
    /// `{concurrency, attempts, minDelayMs, maxDelayMs, untilEmpty}` say so. `filters` are those of the handlers, in
    /// order; `handle` gets the place of the handler and the event as JSON. Gives what was done, as JSON.
    ///
    /// # Errors
    /// `invalid_input` that names the option or filter; `storage`.
    pub async fn run(
        &self,
        filters: &[String],
        options: &[u8],
        handle: impl Fn(usize, Bytes) -> Handled + Send + Sync + 'static,
    ) -> Result<Bytes, Error> {
        let options = super::read::<RunConfig>("options of the handlers", options)?.options()?;
        let handle = Arc::new(handle);
        let mut handlers = Handlers::new();
        for (place, filter) in filters.iter().enumerate() {
            let handle = Arc::clone(&handle);
            handlers = handlers.on(filter.parse::<Filter>()?, move |event| {
                let handled = handle(place, event.to_json().to_string().into());
                async move { handled.await.map_err(Into::into) }
            });
        }
        let done = self.inbox.run(&handlers, options).await?;
        Ok(json!({ "handled": done.handled, "dead": done.dead }).to_string().into())
    }
}

impl fmt::Debug for InboxHandle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("InboxHandle").finish_non_exhaustive()
    }
}

impl InboxConfig {
    fn receiver(&self, inbox: &Inbox, url: &str) -> Result<Receiver, Error> {
        let mut options = ReceiverOptions::default();
        options.peers.clone_from(&self.peers);
        options.body_limit = self.body_limit.unwrap_or(options.body_limit);
        if self.answer_after_handlers {
            options.answer_after = AnswerAfter::Handled;
        }
        if let Some(timeout) = positive("handlerTimeoutMs", self.handler_timeout_ms)? {
            options.handler_timeout = timeout;
        }
        Receiver::new(inbox, url, options)
    }
}

impl RunConfig {
    fn options(&self) -> Result<DispatchOptions, Error> {
        let mut options = DispatchOptions::default();
        if self.attempts == Some(0) || self.concurrency == Some(0) {
            return Err(Error::invalid_input("attempts and concurrency: at least 1"));
        }
        options.concurrency = self.concurrency.unwrap_or(options.concurrency);
        options.attempts = self.attempts.unwrap_or(options.attempts);
        options.until_empty = self.until_empty;
        let delay = |name, ms, default: Duration| Ok::<_, Error>(duration(name, ms)?.unwrap_or(default));
        options.min_delay = delay("minDelayMs", self.min_delay_ms, options.min_delay)?;
        options.max_delay = delay("maxDelayMs", self.max_delay_ms, options.max_delay)?;
        Ok(options)
    }
}

/// Whether a request is a relay of wppkit, signed with this secret: its headers in lower case, its body as it came.
///
/// # Errors
/// `unauthorized`, saying which of header, age or signature is wrong.
pub fn verify_relay(
    secret: &str,
    headers: &[(String, String)],
    body: &[u8],
    now_s: i64,
) -> Result<(), Error> {
    let header = |name: &str| headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    relay::verify(&Secret::from(secret), header, body, now_s)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::ErrorCode;

    #[tokio::test]
    async fn a_webhook_goes_through_the_inbox_to_a_handler_that_may_fail_first() {
        let inbox = InboxHandle::open(br#"{"url":"http://127.0.0.1:1/hooks"}"#).unwrap();
        let url = inbox.webhook_url("shop").await.unwrap();
        let token = url.rsplit('/').next().unwrap();
        let body = Bytes::from_static(br#"{"event":"status-find","session":"shop","status":"inChat"}"#);
        let answer = inbox.receive("POST", token, None, body.clone()).await.unwrap();
        assert_eq!(&answer[..], br#"{"status":200,"body":{}}"#);
        let refused = inbox.receive("POST", "nonsense", None, body).await.unwrap();
        assert!(refused.starts_with(br#"{"status":404"#));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&seen);
        let handle = move |place, event: Bytes| -> Handled {
            let mut seen = told.lock().unwrap();
            seen.push((place, serde_json::from_slice::<Value>(&event).unwrap()));
            let outcome = if seen.len() == 1 { Err("not yet".to_owned()) } else { Ok(()) };
            Box::pin(async { outcome })
        };
        let options = br#"{"untilEmpty":true,"minDelayMs":1}"#;
        let done = inbox.run(&[String::new()], options, handle).await.unwrap();
        assert_eq!(&done[..], br#"{"handled":1,"dead":0}"#);
        let seen = seen.lock().unwrap();
        assert_eq!((seen.len(), seen[1].0, &seen[1].1["session"]), (2, 0, &Value::from("shop")));
    }

    #[tokio::test]
    async fn what_cannot_be_meant_is_refused_by_its_name() {
        let error = InboxHandle::open(br#"{"ulr":"x"}"#).unwrap_err();
        assert!(error.message().contains("ulr"), "{error}");
        let inbox = InboxHandle::open(b"{}").unwrap();
        assert_eq!(inbox.webhook_url("shop").await.unwrap_err().code(), ErrorCode::InvalidInput);
        let handle = |_, _| -> Handled { Box::pin(async { Ok(()) }) };
        let error = inbox.run(&["kind=nonsense".to_owned()], b"", handle).await.unwrap_err();
        assert!(error.message().contains("nonsense"), "{error}");
    }
}
