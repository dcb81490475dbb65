//! Receiving webhooks, without any web framework.

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::sync::oneshot;
use wppkit_api::events::{EventHead, Source};

use super::{Appended, Inbox, MediaFolder, NewEvent, tokens::Tokens};
use crate::{Error, ErrorCode, session_name::check_session_name};

/// When a webhook is answered. The server marks a chat as read after a 2xx, and never posts an event again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum AnswerAfter {
    /// As soon as the event is on disk.
    #[default]
    Stored,
    /// After its handlers: a failure or a delay beyond [`ReceiverOptions::handler_timeout`] is answered 503, which
    /// keeps the chat unread. The event stays in the inbox all the same.
    Handled,
}

/// Settings of a [`Receiver`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReceiverOptions {
    /// Largest body, in bytes: 64 MB, since media comes as base64 in the body.
    pub body_limit: usize,
    /// Addresses that may post; everybody by default.
    pub peers: Option<Vec<IpAddr>>,
    /// Where the files of media messages go while they arrive, so that none is in memory as a whole. Without it they
    /// stay in the event, as the server sends them. The axum router does it; [`Receiver::receive`] is given whole bodies.
    pub media: Option<MediaFolder>,
    /// When a webhook is answered.
    pub answer_after: AnswerAfter,
    /// How long handlers may take under [`AnswerAfter::Handled`]: 30 s.
    pub handler_timeout: Duration,
}

impl Default for ReceiverOptions {
    fn default() -> Self {
        Self {
            body_limit: 64 * 1024 * 1024,
            peers: None,
            media: None,
            answer_after: AnswerAfter::Stored,
            handler_timeout: Duration::from_secs(30),
        }
    }
}

/// What to answer to a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebhookAnswer {
    /// HTTP status.
    pub status: u16,
    /// JSON body.
    pub body: &'static str,
    /// What became of the event, if it got that far.
    pub appended: Option<Appended>,
}

impl WebhookAnswer {
    fn of(status: u16, body: &'static str) -> Self {
        Self { status, body, appended: None }
    }

    pub(crate) fn too_large() -> Self {
        Self::of(413, r#"{"error":"too large"}"#)
    }

    /// The body ended before its time, or its transfer broke.
    #[cfg(feature = "axum")]
    pub(crate) fn cut_off() -> Self {
        Self::of(400, r#"{"error":"the body is incomplete"}"#)
    }
}

/// Takes webhooks in: who posts it, whether it is an event, onto the disk. Cloning is cheap.
///
/// It belongs to a public base address, such as `https://bot.example/hooks`; the webhook of a session is that address
/// and a token: `https://bot.example/hooks/<token>`. Web frameworks hand method, token, peer and body to
/// [`Receiver::receive`] and answer what it says.
#[derive(Clone)]
pub struct Receiver(Arc<Inner>);

struct Inner {
    inbox: Inbox,
    tokens: Tokens,
    base: String,
    options: ReceiverOptions,
}

impl Receiver {
    /// A receiver at this public address. Blocks for a moment, to read the tokens.
    ///
    /// # Errors
    /// `invalid_input` for an address that is no HTTP URL; `storage`.
    pub fn new(inbox: &Inbox, base: &str, options: ReceiverOptions) -> Result<Self, Error> {
        let url = url::Url::parse(base).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        if url.is_none_or(|url| url.query().is_some() || url.fragment().is_some()) {
            return Err(Error::invalid_input(format!("{base} is no address for webhooks")).with_hint(
                "give the URL under which the server reaches you, such as http://10.0.0.5:8080/hooks",
            ));
        }
        let tokens = Tokens::open(inbox)?;
        let base = base.trim_end_matches('/').to_owned();
        Ok(Self(Arc::new(Inner { inbox: inbox.clone(), tokens, base, options })))
    }

    /// The inbox that it fills.
    pub fn inbox(&self) -> &Inbox {
        &self.0.inbox
    }

    /// Its settings.
    pub fn options(&self) -> &ReceiverOptions {
        &self.0.options
    }

    /// The path of its address, under which it is to be mounted.
    pub fn path(&self) -> String {
        url::Url::parse(&self.0.base)
            .map(|url| url.path().trim_end_matches('/').to_owned())
            .unwrap_or_default()
    }

    /// The webhook address for the next start of a session. It is a secret: whoever knows it can post events.
    ///
    /// # Errors
    /// `invalid_input` for what is no name of a session; `storage`.
    pub async fn webhook_url(&self, session: &str) -> Result<String, Error> {
        check_session_name(session, None)?;
        let token = self.0.tokens.for_start(session).await?;
        self.0.tokens.given_below(session, &self.0.base).await?;
        Ok(format!("{}/{token}", self.0.base))
    }

    /// Gives the session another address from its next start on. The old one stays valid until the server uses the
    /// new one.
    ///
    /// # Errors
    /// `invalid_input` for what is no name of a session; `storage`.
    pub async fn rotate(&self, session: &str) -> Result<(), Error> {
        check_session_name(session, None)?;
        self.0.tokens.rotate(session).await
    }

    /// Whether a request may be read at all, before its body is: wrong token 404, wrong method 405, announced as too
    /// large 413.
    ///
    /// # Errors
    /// The answer that refuses it.
    pub async fn admit(
        &self,
        method: &str,
        token: &str,
        peer: Option<IpAddr>,
        length: Option<u64>,
    ) -> Result<String, WebhookAnswer> {
        let allowed = |peers: &Vec<IpAddr>| peer.is_some_and(|peer| peers.contains(&peer.to_canonical()));
        let session = match self.0.tokens.authenticate(token).await {
            Ok(session) if self.0.options.peers.as_ref().is_none_or(allowed) => session,
            Ok(_) => None,
            Err(error) => return Err(unavailable(&error)),
        };
        // Who has no token does not learn what else is wrong.
        let Some(session) = session else { return Err(WebhookAnswer::of(404, r#"{"error":"not found"}"#)) };
        if method != "POST" {
            return Err(WebhookAnswer::of(405, r#"{"error":"only POST"}"#));
        }
        let text = self.0.options.body_limit as u64;
        let limit = self.0.options.media.as_ref().map_or(text, |media| media.limit.max(text));
        if length.is_some_and(|length| length > limit) {
            return Err(WebhookAnswer::too_large());
        }
        Ok(session)
    }

    /// Takes one request in: method, the last segment of its path, the peer's address if known, the body.
    ///
    /// Answers 200 for an event that is stored, known already, or unknown; 400 for what is no JSON object; 404 for a
    /// wrong token or peer; 405; 413; 503 if it cannot be stored.
    pub async fn receive(
        &self,
        method: &str,
        token: &str,
        peer: Option<IpAddr>,
        body: Bytes,
    ) -> WebhookAnswer {
        match self.admit(method, token, peer, Some(body.len() as u64)).await {
            Ok(session) => self.store(&session, body).await,
            Err(refusal) => refusal,
        }
    }

    /// Stores the event of a session that [`Receiver::admit`] let in.
    pub async fn store(&self, session: &str, body: Bytes) -> WebhookAnswer {
        if body.len() > self.0.options.body_limit {
            return WebhookAnswer::too_large();
        }
        let Ok(head) = EventHead::of_webhook(&body) else {
            return WebhookAnswer::of(400, r#"{"error":"no JSON object"}"#);
        };
        let event = NewEvent {
            session: session.to_owned(),
            kind: head.kind,
            name: head.name.clone().into_owned(),
            chat: head.chat.clone().unwrap_or_default().into_owned(),
            source: Source::Webhook,
            received_ms: self.0.inbox.0.time.now_ms(),
            body: body.clone(),
        };
        let (watcher, outcome) = match self.0.options.answer_after {
            AnswerAfter::Stored => (None, None),
            AnswerAfter::Handled => {
                let (watcher, outcome) = oneshot::channel();
                (Some(watcher), Some(outcome))
            }
        };
        let appended = match self.0.inbox.append_watched(event, &head, watcher).await {
            Ok(appended) => appended,
            Err(error) => return unavailable(&error),
        };
        let mut answer = WebhookAnswer::of(200, "{}");
        if let (Some(outcome), Appended::New(_)) = (outcome, appended) {
            let late = self.0.inbox.0.clock.sleep(self.0.options.handler_timeout);
            let handled = tokio::select! {
                handled = outcome => handled.unwrap_or(false),
                () = late => false,
            };
            if !handled {
                answer = WebhookAnswer::of(503, r#"{"error":"not handled"}"#);
            }
        }
        answer.appended = Some(appended);
        answer
    }
}

/// The event is lost if the server is told so, and also if it is told otherwise: the log must say it.
pub(super) fn unavailable(error: &Error) -> WebhookAnswer {
    debug_assert_eq!(error.code(), ErrorCode::Storage);
    tracing::error!(%error, hint = error.hint(), "an event could not be stored and is lost");
    WebhookAnswer::of(503, r#"{"error":"cannot store"}"#)
}

impl fmt::Debug for Receiver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Receiver").field("base", &self.0.base).finish_non_exhaustive()
    }
}
