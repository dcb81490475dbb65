//! HTTP: the only file that names reqwest.
//!
//! Connections are pooled per process *and* per runtime, because a pooled connection is driven by the runtime
//! that opened it, and a forked child must not share its parent's sockets.

use std::{
    convert::Infallible,
    error::Error as StdError,
    pin::Pin,
    sync::{
        Arc, Mutex, Once, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, TryStreamExt};
use hyper::body::{Body, Frame, SizeHint};
use reqwest::{Client, header, multipart, redirect, retry};
use tokio::runtime::Handle;
use tokio_util::io::ReaderStream;
use url::{Host, Url};
use wppkit_api::Method;

use crate::{
    Secret,
    media::{Receiver, Upload, UploadBody},
};

/// Node closes idle connections after 5 s; a shorter life here avoids writing into a closing one.
const IDLE: Duration = Duration::from_secs(4);
/// Pools kept at once; the oldest goes first.
const POOLS: usize = 16;

/// A request ready to be written. The URL may contain the secret key.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) token: Option<Secret>,
    pub(crate) body: RequestBody,
    /// Where the file in a successful answer goes.
    pub(crate) receiver: Option<Receiver>,
}

pub(crate) enum RequestBody {
    None,
    Json { bytes: Bytes, media_type: &'static str },
    Multipart { fields: Vec<(String, String)>, file_field: &'static str, upload: Upload },
}

/// What came back, completely read.
#[derive(Clone)]
pub(crate) struct RawAnswer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) location: Option<String>,
    pub(crate) body: Bytes,
}

/// Why nothing usable came back.
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    /// Whether a part of the request may have left.
    pub(crate) may_have_left: bool,
    /// The deepest cause in words, without any URL.
    pub(crate) cause: String,
    pub(crate) source: Option<reqwest::Error>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// Nothing listens at the address.
    Refused,
    /// The name has no address.
    NoName,
    /// No connection within the connect time-out.
    ConnectTimeout,
    /// No connection for another reason: TLS, no route.
    Connect,
    /// What listens there does not speak HTTP.
    NotHttp,
    /// The time is over.
    Timeout,
    /// The connection broke before an answer came.
    Broken,
    /// The connection broke within the answer.
    Truncated,
    /// The answer is larger than the limit.
    TooLarge,
    /// The file in the answer is no base64.
    Damaged,
    /// The file in the answer could not be written to this machine's disk.
    Unwritten,
    /// The request could not be built.
    Invalid,
}

impl FailureKind {
    /// Whether there was no connection to write to.
    fn never_left(self) -> bool {
        matches!(self, Self::Refused | Self::NoName | Self::ConnectTimeout | Self::Connect | Self::Invalid)
    }
}

fn kind_of(error: &reqwest::Error) -> FailureKind {
    let refused = |cause: &(dyn StdError + 'static)| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == std::io::ErrorKind::ConnectionRefused)
    };
    let not_http = |cause: &(dyn StdError + 'static)| {
        cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse)
    };
    if error.is_builder() {
        FailureKind::Invalid
    } else if error.is_connect() && error.is_dns() {
        FailureKind::NoName
    } else if error.is_connect() && causes(error).any(refused) {
        FailureKind::Refused
    } else if error.is_connect() && error.is_timeout() {
        FailureKind::ConnectTimeout
    } else if error.is_connect() {
        FailureKind::Connect
    } else if error.is_timeout() {
        FailureKind::Timeout
    } else if causes(error).any(not_http) {
        FailureKind::NotHttp
    } else {
        FailureKind::Broken
    }
}

/// The chain of causes, from the error itself to the deepest.
fn causes<'e>(error: &'e (dyn StdError + 'static)) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}

/// Limits of one attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) connect: Duration,
    pub(crate) total: Duration,
    pub(crate) answer_bytes: usize,
}

/// Sends the request once and reads the answer.
pub(crate) async fn send(request: Request, limits: Limits) -> Result<RawAnswer, Failure> {
    // Timers and sockets would panic.
    let runtime =
        Handle::try_current().map_err(|_| invalid("there is no tokio runtime here: call from within one"))?;
    let left = Arc::new(AtomicBool::new(false));
    match tokio::time::timeout(limits.total, exchange(request, limits, &left, runtime.id())).await {
        Ok(result) => result,
        Err(_) => Err(Failure {
            kind: FailureKind::Timeout,
            may_have_left: left.load(Ordering::Acquire),
            cause: format!("no answer within {} s", limits.total.as_secs_f32()),
            source: None,
        }),
    }
}

/// Posts JSON with headers of its own, once, and gives the status. Nothing of the answer is kept.
#[cfg(feature = "events")]
pub(crate) async fn post(
    url: Url,
    headers: &[(&'static str, String)],
    body: Bytes,
    limits: Limits,
) -> Result<u16, Failure> {
    let runtime =
        Handle::try_current().map_err(|_| invalid("there is no tokio runtime here: call from within one"))?;
    let mut builder = client(&url, limits.connect, runtime.id())?
        .post(url)
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .body(body);
    for (name, value) in headers {
        builder = builder.header(*name, value);
    }
    let late = |error: reqwest::Error| failure(kind_of(&error), true, error);
    builder.timeout(limits.total).send().await.map(|answer| answer.status().as_u16()).map_err(late)
}

async fn exchange(
    request: Request,
    limits: Limits,
    left: &Arc<AtomicBool>,
    runtime: tokio::runtime::Id,
) -> Result<RawAnswer, Failure> {
    let receiver = request.receiver.clone();
    let built = build(request, limits, left, runtime).await?;
    let mut response = built.send().await.map_err(|error| {
        let kind = kind_of(&error);
        failure(kind, !kind.never_left() && left.load(Ordering::Acquire), error)
    })?;
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (status, content_type, location) =
        (response.status().as_u16(), text(header::CONTENT_TYPE).unwrap_or_default(), text(header::LOCATION));
    let receiver = receiver.filter(|_| (200..300).contains(&status));
    if let Some(receiver) = &receiver {
        receiver.begin().await.map_err(unwritten)?;
    }
    let mut body = BytesMut::new();
    while let Some(chunk) =
        response.chunk().await.map_err(|error| failure(FailureKind::Truncated, true, error))?
    {
        let held = match &receiver {
            Some(receiver) => receiver.push(&chunk).await.map_err(unwritten)?,
            None => body.len() + chunk.len(),
        };
        if held > limits.answer_bytes {
            return Err(Failure {
                kind: FailureKind::TooLarge,
                may_have_left: true,
                cause: format!("the answer exceeds {} bytes", limits.answer_bytes),
                source: None,
            });
        }
        if receiver.is_none() {
            body.extend_from_slice(&chunk);
        }
    }
    let body = match receiver {
        Some(receiver) => receiver.rest().await.map_err(unwritten)?,
        None => body.freeze(),
    };
    Ok(RawAnswer { status, content_type, location, body })
}

async fn build(
    request: Request,
    limits: Limits,
    left: &Arc<AtomicBool>,
    runtime: tokio::runtime::Id,
) -> Result<reqwest::RequestBuilder, Failure> {
    let client = client(&request.url, limits.connect, runtime)?;
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Delete => reqwest::Method::DELETE,
    };
    let mut builder = client.request(method, request.url);
    if let Some(token) = &request.token {
        let mut value = header::HeaderValue::from_str(&format!("Bearer {}", token.expose()))
            .map_err(|_| invalid("the token holds characters that no header may hold"))?;
        value.set_sensitive(true);
        builder = builder.header(header::AUTHORIZATION, value);
    }
    Ok(match request.body {
        // Without a body there is no moment to observe, so the request counts as gone from the start.
        RequestBody::None => {
            left.store(true, Ordering::Release);
            builder
        }
        RequestBody::Json { bytes, media_type } => {
            let body = Watched { bytes: Some(bytes), left: Arc::clone(left) };
            builder.header(header::CONTENT_TYPE, media_type).body(reqwest::Body::wrap(body))
        }
        RequestBody::Multipart { fields, file_field, upload } => {
            let mut form = multipart::Form::new();
            for (name, value) in fields {
                form = form.text(name, value);
            }
            let form = form.part(file_field, part(upload).await?);
            let content_type = format!("multipart/form-data; boundary={}", form.boundary());
            let left = Arc::clone(left);
            let stream = form.into_stream().inspect(move |_| left.store(true, Ordering::Release));
            builder.header(header::CONTENT_TYPE, content_type).body(reqwest::Body::wrap_stream(stream))
        }
    })
}

async fn part(upload: Upload) -> Result<multipart::Part, Failure> {
    let part = match upload.body {
        UploadBody::Bytes(bytes) => multipart::Part::stream(bytes),
        UploadBody::File { path, length } => {
            let file = tokio::fs::File::open(&path)
                .await
                .map_err(|error| invalid(&format!("{} cannot be read: {error}", path.display())))?;
            multipart::Part::stream_with_length(reqwest::Body::wrap_stream(ReaderStream::new(file)), length)
        }
        UploadBody::Reader { head, rest } => {
            let head = futures_util::stream::once(async { Ok::<_, std::io::Error>(head) });
            let stream = head.chain(ReaderStream::new(rest).into_stream());
            multipart::Part::stream(reqwest::Body::wrap_stream(stream))
        }
    };
    part.file_name(upload.filename)
        .mime_str(&upload.media_type)
        .map_err(|_| invalid("the media type of the file cannot be written into a header"))
}

/// A body that remembers whether it was asked for its bytes: before that, nothing can have been written.
struct Watched {
    bytes: Option<Bytes>,
    left: Arc<AtomicBool>,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.left.store(true, Ordering::Release);
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

fn failure(kind: FailureKind, may_have_left: bool, error: reqwest::Error) -> Failure {
    let error = error.without_url();
    let cause = causes(&error).last().map(ToString::to_string).unwrap_or_default();
    Failure { kind, may_have_left, cause, source: Some(error) }
}

/// The file in the answer is damaged, or cannot be written.
fn unwritten(error: std::io::Error) -> Failure {
    let kind = match error.kind() {
        std::io::ErrorKind::InvalidData => FailureKind::Damaged,
        _ => FailureKind::Unwritten,
    };
    Failure { kind, may_have_left: true, cause: error.to_string(), source: None }
}

/// Reads a URL that a call was given.
pub(crate) fn parse_url(text: &str) -> Result<Url, Failure> {
    Url::parse(text).map_err(|error| invalid(&error.to_string()))
}

fn invalid(cause: &str) -> Failure {
    Failure { kind: FailureKind::Invalid, may_have_left: false, cause: cause.to_owned(), source: None }
}

/// What a pool of connections belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
struct PoolKey {
    process: u32,
    runtime: tokio::runtime::Id,
    tls: bool,
    direct: bool,
    connect: Duration,
}

static CLIENTS: Mutex<Vec<(PoolKey, Client)>> = Mutex::new(Vec::new());

/// The pool of the present process and runtime.
fn client(url: &Url, connect: Duration, runtime: tokio::runtime::Id) -> Result<Client, Failure> {
    let tls = url.scheme() == "https";
    let key = PoolKey { process: std::process::id(), runtime, tls, direct: is_loopback(url), connect };
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, client)) = clients.iter().find(|(known, _)| *known == key) {
        return Ok(client.clone());
    }
    let client = new_client(key).map_err(|error| failure(FailureKind::Invalid, false, error))?;
    if clients.len() == POOLS {
        clients.remove(0);
    }
    clients.push((key, client.clone()));
    Ok(client)
}

/// Whether the URL points to this machine, where no proxy of the environment can reach.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn new_client(key: PoolKey) -> reqwest::Result<Client> {
    static PROVIDER: Once = Once::new();
    // An application that chose its own provider keeps it: then this fails, which is fine.
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    let mut builder = Client::builder()
        .user_agent(concat!("wppkit/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(key.connect)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .pool_idle_timeout(IDLE)
        .http1_only();
    if key.direct {
        builder = builder.no_proxy();
    }
    // Loading the machine's certificates costs milliseconds that plain HTTP need not pay.
    if key.tls { builder.build() } else { builder.tls_certs_only([]).build() }
}
