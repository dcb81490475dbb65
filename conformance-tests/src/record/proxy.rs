//! The proxy: passes everything on unchanged, and keeps a copy.

use super::line::{Answer, Exchange};
use super::pending::Lines;
use super::redact::Redactor;
use crate::http::{self, Base, Request};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING,
};
use hyper::service::service_fn;
use hyper::{HeaderMap, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::fs::File;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;

/// Where webhooks come in; the session's name follows.
const WEBHOOK: &str = "/__record__/webhook/";
/// So long after the last exchange its webhooks still belong to it.
const SETTLE: Duration = Duration::from_secs(15);

/// The proxy's own questions may take so long.
const ASKING: Duration = Duration::from_secs(10);

/// What is recorded, and where to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RecordArgs {
    /// The real server, `http://host:port`.
    pub server: String,
    /// Address to listen on.
    pub listen: SocketAddr,
    /// File that lines are added to.
    pub out: PathBuf,
    /// The server's secret key, so that it is known from the first line on.
    pub secret: Option<String>,
    /// An answer that takes longer counts as never given.
    pub patience: Duration,
    /// Address under which the server reaches this proxy, for its webhooks; the one that it listens on if left out.
    pub public_url: Option<String>,
}

impl RecordArgs {
    /// Records what passes to this server into this file, on a free port.
    #[must_use]
    pub fn new(server: impl Into<String>, out: impl Into<PathBuf>) -> Self {
        Self {
            server: server.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            out: out.into(),
            secret: None,
            patience: Duration::from_secs(200),
            public_url: None,
        }
    }
}

/// Why nothing is recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The server's address cannot be used.
    #[error("{0}")]
    Server(#[from] http::HttpError),
    /// The file cannot be opened.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Nothing can listen there.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

/// A running proxy. Dropping it ends it and writes what waits.
pub struct Recorder {
    shared: Arc<Shared>,
    address: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

struct Shared {
    server: Base,
    patience: Duration,
    public_url: String,
    lines: Mutex<Lines<File>>,
    /// Sessions whose number was asked for.
    asked: Mutex<HashSet<String>>,
    /// The webhook that each session was started with.
    webhooks: Mutex<HashMap<String, String>>,
}

impl Recorder {
    /// Opens the file and listens.
    pub async fn start(args: RecordArgs) -> Result<Self, RecordError> {
        let server = Base::parse(args.server.trim_end_matches('/'))?;
        let file = File::options().create(true).append(true).open(&args.out);
        let file = file.map_err(|source| RecordError::File { path: args.out.clone(), source })?;
        let listening = |source| RecordError::Listen { address: args.listen, source };
        let listener = TcpListener::bind(args.listen).await.map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;
        let mut redactor = Redactor::new();
        if let Some(secret) = &args.secret {
            redactor.learn_secret(secret);
        }
        let shared = Arc::new(Shared {
            server,
            patience: args.patience,
            public_url: args.public_url.unwrap_or_else(|| format!("http://{address}")),
            lines: Mutex::new(Lines::new(file, redactor)),
            asked: Mutex::default(),
            webhooks: Mutex::default(),
        });
        let task = tokio::spawn(serve(listener, Arc::clone(&shared)));
        Ok(Self { shared, address, task })
    }

    /// Where clients connect instead of to the server.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Writes what waits, and says how many lines were written, and how many were kept back because something
    /// private was still in them.
    pub fn finish(&self) -> std::io::Result<(u32, u32)> {
        let mut lines = self.shared.lines();
        lines.settle()?;
        Ok(lines.counts())
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.task.abort();
        // Whoever wants to know of a full disk calls `finish`.
        let _ = self.finish();
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let settling = Arc::clone(&shared);
    tokio::spawn(async move {
        let mut pause = tokio::time::interval(SETTLE);
        loop {
            pause.tick().await;
            let _ = settling.lines().settle();
        }
    });
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let shared = Arc::clone(&shared);
                async move { Ok::<_, Infallible>(shared.pass(request).await) }
            });
            // A client that breaks off is its own business.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

impl Shared {
    fn lines(&self) -> MutexGuard<'_, Lines<File>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn started(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.webhooks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn pass(&self, request: hyper::Request<Incoming>) -> hyper::Response<Full<Bytes>> {
        let (head, body) = request.into_parts();
        let target = head.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
        let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
            return plain(StatusCode::BAD_REQUEST, "the body broke off");
        };
        if let Some(session) = target.strip_prefix(WEBHOOK) {
            return self.webhook(session, body).await;
        }
        let mut exchange = Exchange {
            method: head.method.to_string(),
            target,
            headers: head.headers,
            body,
            answer: None,
            state: None,
            webhooks: false,
        };
        exchange.state = self.state_before(&exchange).await;
        let sent = Request {
            method: exchange.method.clone(),
            path: exchange.target.clone(),
            headers: forwarded(&exchange.headers),
            body: (!exchange.body.is_empty()).then(|| self.with_own_webhook(&exchange)),
        };
        let answered = tokio::time::timeout(self.patience, http::exchange(&self.server, &sent)).await;
        let response = match answered {
            Ok(Ok(answer)) => {
                let headers = header_map(&answer.headers);
                let response = reply(answer.status, &headers, answer.body.clone());
                exchange.answer = Some(Answer { status: answer.status, headers, body: answer.body });
                response
            }
            // Not the server's answer: not recorded.
            Ok(Err(error)) => return plain(StatusCode::BAD_GATEWAY, &error.to_string()),
            Err(_) => plain(StatusCode::GATEWAY_TIMEOUT, "the server gave no answer; recorded as such"),
        };
        let session = exchange.route().1.unwrap_or_default();
        exchange.webhooks = self.started().contains_key(&session);
        let _ = self.lines().exchange(&exchange);
        response
    }

    /// Asks for the session's state as the client would, so that a replay can begin where this exchange did.
    async fn state_before(&self, exchange: &Exchange) -> Option<String> {
        let (_, session) = exchange.route();
        let session = session?;
        let token = exchange.headers.get(AUTHORIZATION)?.to_str().ok()?;
        let status = self.ask(&session, "status-session", token).await?;
        let word = status.get("status")?.as_str()?;
        if word == "CONNECTED" {
            self.learn_own_number(&session, token).await;
        }
        // The server keeps the version only with sessions that it knows.
        Some(match (word, status.get("version").is_some()) {
            ("CLOSED", false) => "never started".to_owned(),
            (word, _) => word.to_owned(),
        })
    }

    /// Asks once for the number of a session's account.
    async fn learn_own_number(&self, session: &str, token: &str) {
        if !self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(session.to_owned()) {
            return;
        }
        if let Some(answer) = self.ask(session, "get-phone-number", token).await {
            let text = answer["response"].to_string();
            let digits: String =
                text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            self.lines().learn_own_number(&digits);
        }
    }

    async fn ask(&self, session: &str, route: &str, token: &str) -> Option<Value> {
        let headers = vec![("authorization".to_owned(), token.to_owned())];
        let path = format!("/api/{session}/{route}");
        let request = Request { method: "GET".to_owned(), path, headers, body: None };
        tokio::time::timeout(ASKING, http::exchange(&self.server, &request)).await.ok()?.ok()?.json()
    }

    /// A start with a webhook gets this proxy's address instead, so that events pass here, too.
    fn with_own_webhook(&self, exchange: &Exchange) -> Bytes {
        let (route, session) = exchange.route();
        let (true, Some(session)) = (route.ends_with("/start-session"), session) else {
            return exchange.body.clone();
        };
        let Ok(mut body) = serde_json::from_slice::<Map<String, Value>>(&exchange.body) else {
            return exchange.body.clone();
        };
        let Some(Value::String(url)) = body.get("webhook").cloned() else { return exchange.body.clone() };
        body.insert("webhook".to_owned(), format!("{}{WEBHOOK}{session}", self.public_url).into());
        self.started().insert(session, url);
        Value::Object(body).to_string().into()
    }

    /// Passes a webhook on to where the client wanted it, and answers what that answered.
    async fn webhook(&self, session: &str, body: Bytes) -> hyper::Response<Full<Bytes>> {
        if let Ok(event) = serde_json::from_slice(&body) {
            let _ = self.lines().webhook(session, &event);
        }
        let url = self.started().get(session).cloned();
        let Some((base, path)) = url.as_deref().and_then(parts) else { return plain(StatusCode::OK, "") };
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let request = Request { method: "POST".to_owned(), path, headers, body: Some(body) };
        match http::exchange(&base, &request).await {
            Ok(answer) => reply(answer.status, &header_map(&answer.headers), answer.body),
            Err(error) => plain(StatusCode::BAD_GATEWAY, &error.to_string()),
        }
    }
}

/// Server and path of an address.
fn parts(url: &str) -> Option<(Base, String)> {
    let rest = url.strip_prefix("http://")?;
    let (host, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    Some((Base::parse(&format!("http://{host}")).ok()?, path.to_owned()))
}

/// Headers of one connection only, which are not passed on.
const OWN: &[HeaderName] = &[HOST, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING];

fn forwarded(headers: &HeaderMap) -> Vec<(String, String)> {
    let passed = headers.iter().filter(|(name, _)| !OWN.contains(name));
    passed
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect()
}

fn header_map(headers: &[(String, String)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value)) {
            map.append(name, value);
        }
    }
    map
}

fn reply(status: u16, headers: &HeaderMap, body: Bytes) -> hyper::Response<Full<Bytes>> {
    let mut response = hyper::Response::new(Full::new(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    for (name, value) in headers.iter().filter(|(name, _)| !OWN.contains(name)) {
        response.headers_mut().append(name, value.clone());
    }
    response
}

fn plain(status: StatusCode, text: &str) -> hyper::Response<Full<Bytes>> {
    let mut response = hyper::Response::new(Full::new(Bytes::from(text.to_owned())));
    *response.status_mut() = status;
    response
}
