//! The way of plain HTTP: hyper on sockets of its own.

use std::{
    error::Error as StdError,
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use hyper::{Request, Uri, header, rt::Executor};
use hyper_util::{
    client::legacy::{
        Client as Pooled, Error as ClientError,
        connect::{
            HttpConnector,
            dns::{GaiResolver, Name},
        },
    },
    rt::{TokioIo, TokioTimer},
};
use tokio::net::TcpStream;
use tower_service::Service;

use super::{
    answer::Answer,
    failure::{Failure, FailureKind, causes, is_not_http, is_refused},
    outgoing::{Outgoing, OutgoingBody},
    pool::{IDLE, Spawn},
};

/// As often as reqwest does it, so that both ways notice a dead server alike.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// A pool of connections.
#[derive(Clone)]
pub(super) struct Client(Pooled<Connector, OutgoingBody>);

impl Client {
    pub(super) fn new(connect: Duration, spawn: Option<Spawn>) -> Self {
        let mut http = HttpConnector::new_with_resolver(Resolver(GaiResolver::new()));
        http.set_nodelay(true);
        http.set_keepalive(Some(KEEPALIVE));
        http.set_keepalive_interval(Some(KEEPALIVE));
        http.set_keepalive_retries(Some(3));
        let connector = Connector { http, limit: connect };
        Self(
            Pooled::builder(Connections(spawn))
                .pool_idle_timeout(IDLE)
                .pool_timer(TokioTimer::new())
                .build(connector),
        )
    }

    pub(super) async fn send(&self, request: Outgoing) -> Result<Answer, Failure> {
        let uri = request.address.uri()?;
        let mut message = Request::new(request.body);
        *message.method_mut() = request.method;
        *message.uri_mut() = uri;
        *message.headers_mut() = request.headers;
        // hyper would write it anew for every request.
        message.headers_mut().insert(header::HOST, request.address.server.host.clone());
        message.headers_mut().insert(header::USER_AGENT, header::HeaderValue::from_static(super::USER_AGENT));
        match self.0.request(message).await {
            Ok(answer) => Ok(Answer::Direct(answer)),
            Err(error) => Err(Failure::new(kind_of(&error), true, error)),
        }
    }
}

/// Runs connections as the runtime's driver wants it, or on the present runtime.
#[derive(Clone)]
struct Connections(Option<Spawn>);

impl<F: Future<Output = ()> + Send + 'static> Executor<F> for Connections {
    fn execute(&self, connection: F) {
        match &self.0 {
            None => drop(tokio::spawn(connection)),
            Some(spawn) => spawn(Box::pin(connection)),
        }
    }
}

fn kind_of(error: &ClientError) -> FailureKind {
    if error.is_connect() {
        if causes(error).any(|cause| cause.is::<NoAddress>()) {
            FailureKind::NoName
        } else if causes(error).any(is_refused) {
            FailureKind::Refused
        } else if causes(error).any(|cause| cause.is::<tokio::time::error::Elapsed>()) {
            FailureKind::ConnectTimeout
        } else {
            FailureKind::Connect
        }
    } else if causes(error).any(is_not_http) {
        FailureKind::NotHttp
    } else {
        FailureKind::Broken
    }
}

type BoxError = Box<dyn StdError + Send + Sync>;
type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// Opens sockets, within the time that connecting may take.
#[derive(Clone)]
struct Connector {
    http: HttpConnector<Resolver>,
    limit: Duration,
}

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.http.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, address: Uri) -> Self::Future {
        let connecting = tokio::time::timeout(self.limit, self.http.call(address));
        Box::pin(async move { Ok(connecting.await??) })
    }
}

/// The name of the server has no address.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NoAddress(#[source] io::Error);

/// The system's resolver; its failures can be told from others.
#[derive(Clone)]
struct Resolver(GaiResolver);

impl Service<Name> for Resolver {
    type Response = <GaiResolver as Service<Name>>::Response;
    type Error = NoAddress;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, NoAddress>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), NoAddress>> {
        self.0.poll_ready(context).map_err(NoAddress)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let found = self.0.call(name);
        Box::pin(async move { found.await.map_err(NoAddress) })
    }
}
