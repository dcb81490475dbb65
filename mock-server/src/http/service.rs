//! From a connection's request to whoever answers it.

use std::sync::{Arc, Mutex, PoisonError};

use hyper::body::{Body as _, Incoming};
use hyper::header;
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, Uri};
use tokio::task::JoinSet;

use super::address::{Address, Target};
use super::body::{self, AnswerBody, Cut};
use super::call::Call;
use super::express::MediaType;
use super::express::body::{LIMIT, Parser, RawBody};
use super::prepare::{prepare, text};
use super::respond::preflight;
use super::tokens::Tokens;
use super::wire::Fate;
use crate::driver::Driver;
use crate::sockets;
use crate::worlds::Worlds;

/// Uploads may be longer than other bodies; this bounds the memory that one may take.
const UPLOAD_LIMIT: usize = 1024 * 1024 * 1024;

/// What all connections share.
pub(crate) struct Server {
    pub(crate) worlds: Worlds,
    pub(crate) tokens: Tokens,
    background: Mutex<JoinSet<()>>,
}

impl Server {
    /// Serves these worlds.
    pub(crate) fn new(worlds: Worlds) -> Self {
        Self { worlds, tokens: Tokens::default(), background: Mutex::default() }
    }

    /// Answers a request, or ends its connection.
    pub(crate) async fn answer(
        self: &Arc<Self>,
        fate: &Fate,
        request: Request<Incoming>,
    ) -> Result<Response<AnswerBody>, Cut> {
        let (mut head, body) = request.into_parts();
        if let Some((driver, uri)) = self.socket(&head) {
            if head.method == Method::OPTIONS {
                return Ok(preflight(head.headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS)));
            }
            if driver.lock().has_ended() {
                fate.reset();
                return Err(Cut);
            }
            head.uri = uri;
            let request = Request::from_parts(head, body);
            return Ok(driver.answer_socket(request).await.map(AnswerBody::Stream));
        }
        let address = self.address(head.uri.path());
        let driver = self.worlds.get(address.world);
        let path = match address.target {
            Target::Control(path) => return Ok(control(driver, path, &head, body).await),
            Target::Server(path) => path,
        };
        let media_type = text(&head.headers, header::CONTENT_TYPE).and_then(MediaType::parse);
        let upload = Parser::of(media_type.as_ref()) == Parser::Multipart;
        let raw = if body.is_end_stream() {
            RawBody { present: head.headers.contains_key(header::CONTENT_LENGTH), ..RawBody::default() }
        } else {
            let limit = if upload { UPLOAD_LIMIT } else { LIMIT };
            body::read(body, true, limit).await.map_err(|_| Cut)?
        };
        if head.method == Method::OPTIONS {
            return Ok(preflight(head.headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS)));
        }
        let body = raw.bytes.clone();
        let prepared = prepare(&head, path, media_type.as_ref(), raw);
        let path_start = head.uri.path().strip_suffix(path).map_or(usize::MAX, str::len);
        let call = Call { server: Arc::clone(self), driver, fate: fate.clone(), head, path_start };
        call.run(prepared, body).await
    }

    /// What a path addresses. Without a control API every path is the server's.
    fn address<'p>(&self, path: &'p str) -> Address<'p> {
        match self.worlds.settings().control {
            true => Address::of(path),
            false => Address { world: None, target: Target::Server(path) },
        }
    }

    /// The world whose Socket.IO server is asked, and the address within it.
    fn socket(&self, head: &Parts) -> Option<(Driver, Uri)> {
        let address = self.address(head.uri.path());
        let Target::Server(path) = address.target else { return None };
        if !path.starts_with(sockets::PATH) {
            return None;
        }
        let target = match head.uri.query() {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        };
        Some((self.worlds.get(address.world), target.parse().ok()?))
    }

    /// Runs what goes on although its client may leave.
    pub(crate) fn in_background(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut background = self.background.lock().unwrap_or_else(PoisonError::into_inner);
        while background.try_join_next().is_some() {}
        background.spawn(work);
    }

    /// Ends what runs in the background.
    pub(crate) fn stop(&self) {
        self.background.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }
}

/// Hands a request to the control API of its world, which sees the path below its base.
async fn control(driver: Driver, path: &str, head: &Parts, body: Incoming) -> Response<AnswerBody> {
    let target = match head.uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut request = Request::new(axum::body::Body::new(body));
    *request.method_mut() = head.method.clone();
    *request.headers_mut() = head.headers.clone();
    *request.uri_mut() = Uri::try_from(target).unwrap_or_default();
    crate::control::handle(driver, request).await.map(AnswerBody::Stream)
}
