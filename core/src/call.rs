//! One call: encode, authenticate, send, retry where that is safe, decode.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use serde_json::{Map, Value};
use tracing::{Instrument, Span, field};
use wppkit_api::{
    Auth, DecodeAnswerError, Effect, Operation, OperationMeta, Scope, by_id, decode_answer, encode,
};

use crate::{
    Answer, BoxFuture, CallOptions, Delivery, Error, ErrorCode, Media, Secret, Session,
    client::ClientInner,
    media::{Prepared, Upload},
    refusal,
    session::SessionShared,
    token::{Mint, TokenMint, mint_local},
    transport::{self, Failure, FailureKind, Limits, RawAnswer, Request, RequestBody},
};

/// Whom a call is about.
#[derive(Clone, Copy)]
pub(crate) enum Target<'a> {
    /// The server itself.
    Server,
    /// One session.
    Session(&'a SessionShared),
}

impl<'a> Target<'a> {
    fn shared(self) -> Option<&'a SessionShared> {
        match self {
            Self::Server => None,
            Self::Session(shared) => Some(shared),
        }
    }
}

impl ClientInner {
    /// A typed call.
    pub(crate) async fn call<O: Operation>(
        &self,
        target: Target<'_>,
        request: &O,
        options: &CallOptions,
        upload: Option<Upload>,
    ) -> Result<Answer<O::Response>, Error> {
        let context = |error: Error| in_context(error, &O::META, target);
        request.validate().map_err(|invalid| context(Error::invalid_input(invalid.to_string())))?;
        let fields = match serde_json::to_value(request) {
            Ok(Value::Object(fields)) => fields,
            Ok(_) => Map::new(),
            Err(error) => {
                return Err(context(Error::invalid_input("the request is no JSON").with_source(error)));
            }
        };
        let answer = self.exchange(target, &O::META, fields, options, upload).await?;
        match decode_answer(O::META.payload, &answer.content_type, &answer.body) {
            Ok(value) => Ok(Answer::new(value, answer)),
            Err(problem) => Err(context(self.undecodable(&O::META, &answer, problem))),
        }
    }

    /// A call by id, with a JSON request.
    pub(crate) async fn call_json(
        &self,
        target: Target<'_>,
        operation: &str,
        request: Value,
        options: &CallOptions,
        attachment: Option<Media>,
    ) -> Result<Answer<Value>, Error> {
        let Some(entry) = by_id(operation) else {
            return Err(unknown_operation(operation));
        };
        let context = |error: Error| in_context(error, &entry.meta, target);
        let upload = match attachment {
            Some(media) => Some(self.attachment(&entry.meta, media).await.map_err(context)?),
            None => None,
        };
        let fields = (entry.check_request)(request)
            .map_err(|invalid| context(Error::invalid_input(invalid.to_string())))?;
        let answer = self.exchange(target, &entry.meta, fields, options, upload).await?;
        match (entry.decode_answer)(&answer.content_type, &answer.body) {
            Ok(value) => Ok(Answer::new(value, answer)),
            Err(problem) => Err(context(self.undecodable(&entry.meta, &answer, problem))),
        }
    }

    async fn attachment(&self, meta: &OperationMeta, media: Media) -> Result<Upload, Error> {
        if meta.multipart.is_none() {
            return Err(Error::invalid_input(format!("{} takes no file beside its fields", meta.id)));
        }
        match media.prepare().await? {
            Prepared::Upload(upload) => Ok(upload),
            Prepared::Remote { .. } => Err(Error::invalid_input("a URL cannot be uploaded")
                .with_hint("give it in the field path: the server downloads it")),
        }
    }

    /// Sends the request, as often as that is safe, and gives the answer of a success.
    pub(crate) async fn exchange(
        &self,
        target: Target<'_>,
        meta: &OperationMeta,
        fields: Map<String, Value>,
        options: &CallOptions,
        upload: Option<Upload>,
    ) -> Result<RawAnswer, Error> {
        let session = target.shared().map_or("", |shared| &shared.name);
        let span = tracing::debug_span!(
            "wppkit.call",
            operation = meta.id,
            session,
            attempt = field::Empty,
            status = field::Empty,
            code = field::Empty,
        );
        let calling = async {
            let result = self.attempts(target, meta, fields, options, upload).await;
            match &result {
                Ok(answer) => {
                    Span::current().record("status", answer.status);
                    tracing::debug!("answered");
                }
                Err(error) => {
                    Span::current().record("code", error.code().as_str());
                    tracing::debug!(%error, "failed");
                }
            }
            result.map_err(|error| in_context(error, meta, target))
        };
        calling.instrument(span).await
    }

    async fn attempts(
        &self,
        target: Target<'_>,
        meta: &OperationMeta,
        fields: Map<String, Value>,
        options: &CallOptions,
        upload: Option<Upload>,
    ) -> Result<RawAnswer, Error> {
        if meta.has_session() && target.shared().is_none() {
            return Err(Error::invalid_input(format!("{} belongs to a session", meta.id))
                .with_hint("call it on client.session(name)"));
        }
        let mut wire = self.encode(target, meta, fields, upload)?;
        let clock = Deadline::new(options.deadline);
        let timeout = options.timeout.unwrap_or_else(|| self.settings.timeouts.of(meta.timeout));
        let attempts = options.attempts.unwrap_or(self.settings.retry.attempts).max(1);
        let mut pauses = self.settings.retry.backoff(attempts);
        self.budget.deposit();
        let mut token: Option<Secret> = None;
        let mut renewed = false;
        let mut attempt = 0_u32;
        loop {
            attempt += 1;
            Span::current().record("attempt", attempt);
            if let (Auth::Token, Some(shared), None) = (meta.auth, target.shared(), &token) {
                let mint = SessionMint { client: self, shared, clock };
                token = Some(shared.token.token(&mint).await.map_err(nothing_sent(meta))?);
            }
            let limits = Limits {
                connect: self.settings.timeouts.connect,
                total: clock.limit(timeout),
                answer_bytes: self.settings.answer_bytes,
            };
            let Some(request) = wire.request(meta, token.clone()) else {
                return Err(Error::invalid_input("the reader of the file was used up by the first attempt"));
            };
            let error = match transport::send(request, limits).await {
                Ok(answer) if (200..300).contains(&answer.status) => return Ok(answer),
                Ok(answer) if refusal::is_bad_token(&answer) && !renewed => {
                    if let (Some(refused), Some(shared)) = (token.take(), target.shared()) {
                        renewed = true;
                        tracing::debug!("the server refuses the token; renewing it");
                        let mint = SessionMint { client: self, shared, clock };
                        token = Some(shared.token.renew(&refused, &mint).await.map_err(nothing_sent(meta))?);
                        continue;
                    }
                    refusal::refused(meta, &answer, self.settings.secret.as_ref())
                }
                Ok(answer) if refusal::is_bad_token(&answer) => self.still_refused(meta, &answer),
                Ok(answer) => refusal::refused(meta, &answer, self.settings.secret.as_ref()),
                Err(failure) => self.failed(meta, failure),
            };
            if !may_repeat(meta, &error) || !wire.repeatable() {
                return Err(error);
            }
            let Some(pause) = pauses.next() else { return Err(error) };
            if clock.would_pass(pause) || !self.budget.withdraw() {
                return Err(error);
            }
            tracing::debug!(%error, attempt, "trying again");
            self.settings.clock.sleep(pause).await;
        }
    }

    fn encode(
        &self,
        target: Target<'_>,
        meta: &OperationMeta,
        fields: Map<String, Value>,
        upload: Option<Upload>,
    ) -> Result<Wire, Error> {
        let scope = Scope {
            session: target.shared().map(|shared| &*shared.name),
            secret_key: self.settings.secret.as_ref().map(Secret::expose),
        };
        let encoded = encode(meta, scope, fields).map_err(|error| Error::invalid_input(error.to_string()))?;
        let mut url = String::with_capacity(self.settings.base.len() + encoded.path.len() + 32);
        url.push_str(&self.settings.base);
        url.push_str(&encoded.path);
        for (index, (name, value)) in encoded.query.iter().enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.extend(url::form_urlencoded::byte_serialize(name.as_bytes()));
            url.push('=');
            url.extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
        }
        let body = match (upload, meta.multipart, encoded.body) {
            (Some(upload), Some(field), body) => WireBody::Multipart {
                fields: form_fields(body.unwrap_or_default()),
                field,
                upload: Some(upload),
            },
            (_, _, Some(body)) => {
                let bytes = serde_json::to_vec(&body)
                    .map_err(|error| Error::invalid_input("the request is no JSON").with_source(error))?;
                WireBody::Json(check_size(Bytes::from(bytes))?)
            }
            (_, _, None) => WireBody::None,
        };
        Ok(Wire { url, body })
    }

    /// The token was renewed and is refused again: say which of secret, session and token is wrong.
    fn still_refused(&self, meta: &OperationMeta, answer: &RawAnswer) -> Error {
        let text = String::from_utf8_lossy(&answer.body);
        let error = refusal::refused(meta, answer, self.settings.secret.as_ref());
        if text.contains("Token is not present") {
            return error;
        }
        match self.settings.mint {
            TokenMint::Local { .. } => error.with_code(ErrorCode::WrongSecret).with_hint(
                "a token minted from this secret key and session name is refused: the secret key differs from the \
                 server's secretKey",
            ),
            TokenMint::Server => error.with_hint(
                "the server refuses even the token that it has just minted: it runs with two different secret \
                 keys (config file and start options), or a proxy sends calls to different servers",
            ),
        }
    }

    fn failed(&self, meta: &OperationMeta, failure: Failure) -> Error {
        let base = &self.settings.base;
        let error = match failure.kind {
            FailureKind::Refused | FailureKind::NoName | FailureKind::Connect => {
                Error::new(ErrorCode::Connect, format!("cannot connect to {base}: {}", failure.cause))
                    .with_temporary(true)
                    .with_hint("is the server running, and are host and port right? wppkit doctor finds out")
            }
            FailureKind::Timeout => Error::new(ErrorCode::Timeout, failure.cause.clone())
                .with_temporary(true)
                .with_hint(match meta.effect {
                    Effect::Send if failure.may_have_left => {
                        "the message may arrive all the same: look for it in the chat before sending again"
                    }
                    _ => "some requests never get an answer from this server; look at status() before trying again",
                }),
            FailureKind::NotHttp => {
                Error::new(ErrorCode::UnexpectedResponse, format!("{base} does not speak HTTP: {}", failure.cause))
                    .with_hint("is the port right, and is it http:// or https://?")
            }
            FailureKind::Broken => {
                Error::new(ErrorCode::Connect, format!("the connection broke before the answer: {}", failure.cause))
                    .with_temporary(true)
                    .with_hint("did the server restart, or is there a proxy with a shorter time-out?")
            }
            FailureKind::Truncated => Error::new(
                ErrorCode::UnexpectedResponse,
                format!("the answer ended too early: {}", failure.cause),
            )
            .with_temporary(true)
            .with_hint("did the server restart, or does a proxy cut answers?"),
            FailureKind::TooLarge => Error::new(ErrorCode::UnexpectedResponse, failure.cause.clone())
                .with_hint("raise max_answer_bytes, or ask for less"),
            FailureKind::Invalid => Error::invalid_input(failure.cause.clone()),
        };
        let error = match failure.source {
            Some(source) => error.with_source(source),
            None => error,
        };
        match meta.effect {
            Effect::Send if failure.may_have_left => error.with_delivery(Delivery::Unknown),
            Effect::Send => error.with_delivery(Delivery::NotSent),
            Effect::Read | Effect::Set => error,
        }
    }

    fn undecodable(&self, meta: &OperationMeta, answer: &RawAnswer, problem: DecodeAnswerError) -> Error {
        let what = if !answer.content_type.contains("json") && !answer.content_type.starts_with("image/") {
            "the answer is not JSON".to_owned()
        } else if problem.truncated {
            "the answer ends in the middle".to_owned()
        } else {
            format!("the answer cannot be read ({problem})")
        };
        let error = refusal::unexpected(answer, &what, self.settings.secret.as_ref()).with_source(problem);
        match meta.effect {
            Effect::Send => error.with_delivery(Delivery::Unknown),
            Effect::Read | Effect::Set => error,
        }
    }

    /// A fresh token from the server's own route.
    async fn mint_by_server(&self, shared: &SessionShared, clock: Deadline) -> Result<Secret, Error> {
        let request = wppkit_api::ops::auth::generate_token::GenerateToken::default();
        let options = CallOptions { deadline: clock.left(), ..CallOptions::default() };
        let answer = Box::pin(self.call(Target::Session(shared), &request, &options, None)).await?;
        Ok(answer.into_value().token)
    }
}

/// Mints for one session while one of its calls waits.
struct SessionMint<'a> {
    client: &'a ClientInner,
    shared: &'a SessionShared,
    clock: Deadline,
}

impl Mint for SessionMint<'_> {
    fn mint(&self) -> Option<BoxFuture<'_, Result<Secret, Error>>> {
        let secret = self.client.settings.secret.clone()?;
        Some(match self.client.settings.mint {
            TokenMint::Server => Box::pin(self.client.mint_by_server(self.shared, self.clock)),
            TokenMint::Local { cost } => {
                let name = Arc::clone(&self.shared.name);
                Box::pin(async move {
                    tokio::task::spawn_blocking(move || mint_local(&name, &secret, cost))
                        .await
                        .unwrap_or_else(|error| {
                            Err(Error::new(ErrorCode::Cancelled, "minting was cancelled").with_source(error))
                        })
                })
            }
        })
    }
}

/// An encoded request that can be written more than once, unless it streams a reader.
struct Wire {
    url: String,
    body: WireBody,
}

enum WireBody {
    None,
    Json(Bytes),
    Multipart { fields: Vec<(String, String)>, field: &'static str, upload: Option<Upload> },
}

impl Wire {
    /// The request of the next attempt; `None` if its content is used up.
    fn request(&mut self, meta: &OperationMeta, token: Option<Secret>) -> Option<Request> {
        let body = match &mut self.body {
            WireBody::None => RequestBody::None,
            WireBody::Json(bytes) => RequestBody::Json(bytes.clone()),
            WireBody::Multipart { fields, field, upload } => RequestBody::Multipart {
                fields: fields.clone(),
                file_field: field,
                upload: {
                    let now = upload.take()?;
                    *upload = now.again();
                    now
                },
            },
        };
        Some(Request { method: meta.method, url: self.url.clone(), token, body })
    }

    fn repeatable(&self) -> bool {
        !matches!(self.body, WireBody::Multipart { upload: None, .. })
    }
}

/// Form fields of a multipart request. A flag that is false is left out: the server reads the text `false` as
/// true.
fn form_fields(fields: Map<String, Value>) -> Vec<(String, String)> {
    fields
        .into_iter()
        .filter_map(|(name, value)| match value {
            Value::Null | Value::Bool(false) => None,
            Value::String(text) => Some((name, text)),
            other => Some((name, other.to_string())),
        })
        .collect()
}

fn check_size(body: Bytes) -> Result<Bytes, Error> {
    if body.len() > crate::media::JSON_LIMIT {
        return Err(Error::invalid_input(format!(
            "the request has {} bytes, and the server reads 50 MB",
            body.len()
        ))
        .with_hint("send files as Media: they are streamed beside the request"));
    }
    Ok(body)
}

/// Whether repeating is safe and may help.
fn may_repeat(meta: &OperationMeta, error: &Error) -> bool {
    let safe = match meta.effect {
        Effect::Read | Effect::Set => true,
        // An answer is no proof, whatever it says; only a connection that never was is one.
        Effect::Send => error.delivery() == Some(Delivery::NotSent) && error.status().is_none(),
    };
    // Whoever waited a whole deadline is not made to wait for another.
    safe && error.temporary() && error.code() != ErrorCode::Timeout
}

fn nothing_sent(meta: &OperationMeta) -> impl Fn(Error) -> Error {
    let send = meta.effect == Effect::Send;
    move |error| if send { error.with_delivery(Delivery::NotSent) } else { error }
}

fn in_context(error: Error, meta: &OperationMeta, target: Target<'_>) -> Error {
    let error = if error.operation().is_none() { error.with_operation(meta.id) } else { error };
    match target.shared() {
        Some(shared) => error.with_session(&shared.name),
        None => error,
    }
}

fn unknown_operation(id: &str) -> Error {
    let known: Vec<&str> = wppkit_api::registry().iter().map(|entry| entry.meta.id).collect();
    let snake = id.replace('_', "-");
    let hint = if known.contains(&snake.as_str()) {
        format!("write it {snake}")
    } else {
        format!("known are {}", known.join(", "))
    };
    Error::new(ErrorCode::InvalidInput, format!("there is no operation {id:?}")).with_hint(hint)
}

/// The total deadline of a call, if it has one.
#[derive(Clone, Copy)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    fn new(total: Option<Duration>) -> Self {
        Self(total.map(|total| Instant::now() + total))
    }

    fn left(self) -> Option<Duration> {
        self.0.map(|end| end.saturating_duration_since(Instant::now()))
    }

    fn limit(self, timeout: Duration) -> Duration {
        self.left().map_or(timeout, |left| left.min(timeout))
    }

    fn would_pass(self, pause: Duration) -> bool {
        self.left().is_some_and(|left| left <= pause)
    }
}

impl Session {
    pub(crate) fn target(&self) -> Target<'_> {
        Target::Session(&self.shared)
    }
}
