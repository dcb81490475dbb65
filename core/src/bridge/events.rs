//! Received events for language bindings: an inbox with its receiver, handlers of the language, relays.

use std::{fmt, net::IpAddr, path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::config::{duration, positive};
use crate::{
    BoxFuture, Error, Secret,
    events::{
        AnswerAfter, DispatchOptions, Filter, Handlers, Inbox, InboxOptions, Receiver, ReceiverOptions,
        ReplayRange, relay,
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
    /// Several processes share the file: one of them hands out, and looks for what the others put in.
    shared: bool,
}

/// Which stored events to handle again, as JSON.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct RangeConfig {
    from_seq: Option<i64>,
    from_ms: Option<i64>,
    to_ms: Option<i64>,
    session: Option<String>,
}

/// How often one of several processes looks for what the others put in.
const LOOK_EVERY: Duration = Duration::from_millis(200);

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
    /// `{concurrency, attempts, minDelayMs, maxDelayMs, untilEmpty, shared}` say so. `filters` are those of the handlers, in
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
        let config = super::read::<RunConfig>("options of the handlers", options)?;
        let options = config.options()?;
        let handle = Arc::new(handle);
        let mut handlers = Handlers::new();
        for (place, filter) in filters.iter().enumerate() {
            let handle = Arc::clone(&handle);
            handlers = handlers.on(filter.parse::<Filter>()?, move |event| {
                let handled = handle(place, event.to_json().to_string().into());
                async move { handled.await.map_err(Into::into) }
            });
        }
        let _turn = if config.shared { Some(self.inbox.turn().await?) } else { None };
        let done = self.inbox.run(&handlers, options).await?;
        Ok(json!({ "handled": done.handled, "dead": done.dead }).to_string().into())
    }

    /// How much is in it: `{waiting, handled, dead}` as JSON.
    ///
    /// # Errors
    /// `storage`.
    pub async fn counts(&self) -> Result<Bytes, Error> {
        let counts = self.inbox.counts().await?;
        Ok(json!({ "waiting": counts.waiting, "handled": counts.handled, "dead": counts.dead })
            .to_string()
            .into())
    }

    /// The events that were put aside, as a JSON list of `{event, attempts, error}`.
    ///
    /// # Errors
    /// `storage`.
    pub async fn dead_letters(&self) -> Result<Bytes, Error> {
        let letters = self.inbox.dead_letters().await?.into_iter();
        let letters = letters.map(|letter| {
            json!({ "event": letter.event.to_json(), "attempts": letter.attempts, "error": letter.error })
        });
        Ok(Value::Array(letters.collect()).to_string().into())
    }

    /// Has one event that was put aside handled again, or all of them; how many, as JSON.
    ///
    /// # Errors
    /// `storage`.
    pub async fn redrive(&self, seq: Option<i64>) -> Result<Bytes, Error> {
        Ok(self.inbox.redrive(seq).await?.to_string().into())
    }

    /// Has the events of a range `{fromSeq, fromMs, toMs, session}` handled once more; how many, as JSON.
    ///
    /// # Errors
    /// `invalid_input` that names the field; `storage`.
    pub async fn replay(&self, range: &[u8]) -> Result<Bytes, Error> {
        let given = super::read::<RangeConfig>("range of the replay", range)?;
        let mut range = ReplayRange::default();
        (range.from_seq, range.from_ms, range.to_ms, range.session) =
            (given.from_seq, given.from_ms, given.to_ms, given.session);
        Ok(self.inbox.replay(&range).await?.to_string().into())
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
        options.look_every = self.shared.then_some(LOOK_EVERY);
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
    async fn of_two_processes_on_one_file_one_hands_out_what_both_take_in() {
        let folder = tempfile::tempdir().unwrap();
        let settings = json!({ "path": folder.path().join("events.db"), "url": "http://127.0.0.1:1/hooks" });
        let settings = settings.to_string();
        // A second handle on the file knows no more of the first than another process does.
        let [one, other] = [(); 2].map(|()| InboxHandle::open(settings.as_bytes()).unwrap());
        let url = other.webhook_url("shop").await.unwrap();
        let (sender, mut seen) = tokio::sync::mpsc::unbounded_channel();
        let handle = move |_, event: Bytes| -> Handled {
            let event: Value = serde_json::from_slice(&event).unwrap();
            let failed = event["data"]["body"] == "bad";
            sender.send(event).unwrap();
            Box::pin(async move { if failed { Err("bad".to_owned()) } else { Ok(()) } })
        };
        let handle = Arc::new(handle);
        let options = br#"{"shared":true,"attempts":1}"#;
        let spawn = |inbox: InboxHandle| {
            let handle = Arc::clone(&handle);
            tokio::spawn(async move { inbox.run(&[String::new()], options, move |p, e| handle(p, e)).await })
        };
        let runs = [spawn(one.clone()), spawn(other.clone())];
        let token = url.rsplit('/').next().unwrap();
        for (id, body, inbox) in [("A", "x", &one), ("B", "y", &other), ("C", "bad", &other)] {
            let event = json!({ "event": "onmessage", "session": "shop", "id": format!("false_1@c.us_{id}"), "body": body });
            let answer = inbox.receive("POST", token, None, event.to_string().into()).await.unwrap();
            assert!(answer.starts_with(br#"{"status":200"#));
            assert_eq!(seen.recv().await.unwrap()["data"]["body"], body);
        }
        let dead = async || {
            let counts: Value = serde_json::from_slice(&one.counts().await.unwrap()).unwrap();
            counts["dead"] == 1
        };
        while !dead().await {
            tokio::task::yield_now().await;
        }
        let letters: Value = serde_json::from_slice(&other.dead_letters().await.unwrap()).unwrap();
        assert_eq!((&letters[0]["error"], &letters[0]["attempts"]), (&"bad".into(), &1.into()));
        assert_eq!(&other.redrive(None).await.unwrap()[..], b"1");
        assert_eq!(seen.recv().await.unwrap()["data"]["body"], "bad");
        assert_eq!(&one.replay(br#"{"toMs":1}"#).await.unwrap()[..], b"0");
        assert!(seen.try_recv().is_err(), "each was handed out once");
        for run in runs {
            run.abort();
        }
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
