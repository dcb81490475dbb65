//! One call: encode, authenticate, send, retry where that is safe, decode.

mod errors;
mod mint;
mod wire;

use std::{
    future::Future,
    time::{Duration, Instant},
};

use errors::in_context;
pub(crate) use errors::unknown_operation;
use mint::SessionMint;
use serde_json::{Map, Value};
use tracing::{Instrument, Span, field};
use wppkit_api::{Auth, DecodeAnswerError, Effect, Operation, OperationMeta, by_id, decode_answer};

use crate::{
    Answer, CallOptions, Delivery, Error, ErrorCode, Media, Secret, Session,
    client::ClientInner,
    media::{Prepared, Receiver, Upload},
    refusal,
    session::SessionShared,
    transport::{self, FailureKind, Limits, RawAnswer},
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
        request.validate().map_err(|invalid| context(Error::invalid_field(invalid)))?;
        let fields = match serde_json::to_value(request) {
            Ok(Value::Object(fields)) => fields,
            Ok(_) => Map::new(),
            Err(error) => {
                return Err(context(Error::not_json("the request", error)));
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
        let fields =
            (entry.check_request)(request).map_err(|invalid| context(Error::invalid_field(invalid)))?;
        let answer = self.exchange(target, &entry.meta, fields, options, upload).await?;
        match (entry.decode_answer)(&answer.content_type, &answer.body) {
            Ok(value) => Ok(Answer::new(value, answer)),
            Err(problem) => Err(context(self.undecodable(&entry.meta, &answer, problem))),
        }
    }

    /// A call by id whose request stays text; the payload is read in the form that the caller wants.
    #[cfg(feature = "bridge")]
    pub(crate) async fn call_text<P>(
        &self,
        target: Target<'_>,
        entry: &wppkit_api::OperationEntry,
        request: &[u8],
        options: &CallOptions,
        attachment: Option<Media>,
        payload: fn(&str, &[u8]) -> Result<P, DecodeAnswerError>,
    ) -> Result<(P, RawAnswer), Error> {
        let context = |error: Error| in_context(error, &entry.meta, target);
        let upload = match attachment {
            Some(media) => Some(self.attachment(&entry.meta, media).await.map_err(context)?),
            None => None,
        };
        let fields =
            (entry.read_request)(request).map_err(|invalid| context(Error::invalid_field(invalid)))?;
        let answer = self.exchange(target, &entry.meta, fields, options, upload).await?;
        match payload(&answer.content_type, &answer.body) {
            Ok(payload) => Ok((payload, answer)),
            Err(problem) => Err(context(self.undecodable(&entry.meta, &answer, problem))),
        }
    }

    /// A file beside the fields, opened.
    pub(crate) async fn upload(
        &self,
        target: Target<'_>,
        meta: &OperationMeta,
        file: Media,
    ) -> Result<Upload, Error> {
        self.attachment(meta, file).await.map_err(|error| in_context(error, meta, target))
    }

    async fn attachment(&self, meta: &OperationMeta, media: Media) -> Result<Upload, Error> {
        if meta.multipart.is_none() {
            return Err(Error::takes_no_file(meta.id));
        }
        match Box::pin(media.prepare()).await? {
            Prepared::Upload(upload) => Ok(upload),
            Prepared::Remote { .. } => Err(Error::invalid_input("a URL cannot be uploaded")
                .with_hint("give it in the field path: the server downloads it")),
        }
    }

    /// A call whose answer holds a file, which goes to the receiver; gives the rest of the answer.
    pub(crate) async fn receive(
        &self,
        target: Target<'_>,
        meta: &OperationMeta,
        fields: Map<String, Value>,
        options: &CallOptions,
        receiver: &Receiver,
    ) -> Result<Value, Error> {
        let answer = self.exchange_with(target, meta, fields, options, None, Some(receiver)).await?;
        let undecodable = |problem| in_context(self.undecodable(meta, &answer, problem), meta, target);
        let rest: Value = serde_json::from_slice(&answer.body).map_err(|error| undecodable(error.into()))?;
        // Without this key the answer has no file, and an empty one would be given for it.
        match rest.get("base64") {
            Some(Value::String(_)) => Ok(rest),
            _ => Err(undecodable(DecodeAnswerError::missing("base64"))),
        }
    }

    /// A call whose answer is a file, which goes to the receiver; gives its media type.
    pub(crate) async fn receive_file(
        &self,
        target: Target<'_>,
        meta: &OperationMeta,
        options: &CallOptions,
        receiver: &Receiver,
    ) -> Result<String, Error> {
        let answer = self.exchange_with(target, meta, Map::new(), options, None, Some(receiver)).await?;
        Ok(answer.content_type)
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
        self.exchange_with(target, meta, fields, options, upload, None).await
    }

    async fn exchange_with(
        &self,
        target: Target<'_>,
        meta: &OperationMeta,
        fields: Map<String, Value>,
        options: &CallOptions,
        upload: Option<Upload>,
        receiver: Option<&Receiver>,
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
            let result = self.attempts(target, meta, fields, options, upload, receiver).await;
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
        receiver: Option<&Receiver>,
    ) -> Result<RawAnswer, Error> {
        if let Some(unsupported) = meta.unsupported {
            return Err(errors::unsupported(meta, unsupported)).map_err(nothing_sent(meta));
        }
        check_file(meta, &fields, upload.is_some()).map_err(nothing_sent(meta))?;
        if target.shared().is_none() && meta.has_session() {
            return Err(Error::invalid_input(format!("{} belongs to a session", meta.id))
                .with_hint("call it on client.session(name)"));
        }
        if upload.is_none() && !wire::has_content(meta, &fields) {
            return Err(errors::no_content(meta)).map_err(nothing_sent(meta));
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
        let mut waited = false;
        loop {
            attempt += 1;
            Span::current().record("attempt", attempt);
            if let (Auth::Token, Some(shared), None) = (meta.auth, target.shared(), &token) {
                let mint = SessionMint { client: self, shared, clock };
                token = Some(clock.bound(shared.token.token(&mint)).await.map_err(nothing_sent(meta))?);
            }
            let limits = Limits {
                connect: self.settings.timeouts.connect,
                total: clock.limit(timeout),
                answer_bytes: self.settings.answer_bytes,
            };
            let Some(mut request) = wire.request(meta, token.clone()) else {
                return Err(Error::invalid_input("the reader of the file was used up by the first attempt")
                    .with_hint("call again with a new reader, or give the file as a path or as bytes"));
            };
            request.receiver = receiver.cloned();
            let error = match transport::send(request, limits).await {
                Ok(answer) if meta.is_success(answer.status) => return Ok(answer),
                Ok(answer) if refusal::is_bad_token(&answer) && !renewed => {
                    if let (Some(refused), Some(shared)) = (token.take(), target.shared()) {
                        renewed = true;
                        tracing::debug!("the server refuses the token; renewing it");
                        let mint = SessionMint { client: self, shared, clock };
                        let renewal = clock.bound(shared.token.renew(&refused, &mint));
                        // Without a secret key the refusal itself is what the caller gets to see.
                        let refusal = |error: Error| match error.status() {
                            None if error.code() == ErrorCode::Unauthorized => {
                                error.with_status(answer.status).with_body(answer.body.clone())
                            }
                            _ => error,
                        };
                        token = Some(renewal.await.map_err(refusal).map_err(nothing_sent(meta))?);
                        continue;
                    }
                    refusal::refused(meta, &answer, self.settings.secret.as_ref())
                }
                Ok(answer) if refusal::is_bad_token(&answer) => self.still_refused(meta, &answer),
                Ok(answer) => refusal::refused(meta, &answer, self.settings.secret.as_ref()),
                Err(failure) => {
                    waited = matches!(failure.kind, FailureKind::Timeout | FailureKind::ConnectTimeout);
                    self.failed(meta, failure)
                }
            };
            // Whoever waited a whole time-out is not made to wait for another.
            if waited || !may_repeat(meta, &error) || !wire.repeatable() {
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
}

/// The fields that name a file, in the order in which the server looks at them; an upload comes last.
const FILE_FIELDS: [&str; 2] = ["path", "base64"];

/// An operation that takes an upload needs a file, and one only: the server ignores the others.
fn check_file(meta: &OperationMeta, fields: &Map<String, Value>, uploaded: bool) -> Result<(), Error> {
    if meta.multipart.is_none() {
        return Ok(());
    }
    let given: Vec<&str> = FILE_FIELDS.into_iter().filter(|field| fields.contains_key(*field)).collect();
    match (given.as_slice(), uploaded) {
        ([], false) => Err(Error::invalid_input(format!("{} is given no file", meta.id))
            .with_hint("give it beside the fields, or name it in path or base64")),
        ([field, ..], true) | ([field, _, ..], false) => Err(Error::invalid_input(format!(
            "{} is given more than one file: the server takes {field} and ignores the other",
            meta.id
        ))
        .with_hint("give one of them for each call")),
        ([], true) | ([_], false) => Ok(()),
    }
}

/// Whether repeating is safe and may help.
fn may_repeat(meta: &OperationMeta, error: &Error) -> bool {
    let safe = match meta.effect {
        Effect::Read | Effect::Set => true,
        // An answer is no proof, whatever it says; only a connection that never was is one.
        Effect::Send => error.delivery() == Some(Delivery::NotSent) && error.status().is_none(),
    };
    safe && error.temporary()
}

fn nothing_sent(meta: &OperationMeta) -> impl Fn(Error) -> Error {
    let send = meta.effect == Effect::Send;
    move |error| if send { error.with_delivery(Delivery::NotSent) } else { error }
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

    /// Waits for a token no longer than the call may last.
    async fn bound<T>(self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let Some(left) = self.left() else { return work.await };
        tokio::time::timeout(left, work).await.unwrap_or_else(|_| {
            Err(Error::new(ErrorCode::Timeout, "the deadline passed while a token was minted")
                .with_temporary(true))
        })
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
