//! Socket.IO as the real server has it: everybody who connects hears the events of all sessions.

use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue};
use hyper::{Request, Response};
use serde_json::Value;
use socketioxide::SocketIo;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tower_service::Service as _;

/// Where Socket.IO is served; exactly this prefix, as by the real server.
pub(crate) const PATH: &str = "/socket.io/";
/// Packets that wait for one slow client before it loses some. The real server keeps all that fit into memory.
const BACKLOG: usize = 100_000;
/// What the handshake says and the server takes, in bytes: the default of Socket.IO on Node.
const MAX_PAYLOAD: u64 = 1_000_000;

type Answering = Pin<Box<dyn Future<Output = Response<axum::body::Body>> + Send>>;

/// The Socket.IO server of one world. Dropping it cuts its connections.
pub(crate) struct Sockets {
    io: SocketIo,
    service: Arc<dyn Fn(Request<Incoming>) -> Answering + Send + Sync>,
    outbox: mpsc::UnboundedSender<(&'static str, Bytes)>,
    runtime: Handle,
}

impl Sockets {
    pub(crate) fn new(runtime: &Handle) -> Self {
        let (service, io) = SocketIo::builder().max_buffer_size(BACKLOG).max_payload(MAX_PAYLOAD).build_svc();
        // There is nothing that a client could say: no room, no event, no authentication.
        io.ns("/", async || {});
        let (outbox, mut events) = mpsc::unbounded_channel::<(&'static str, Bytes)>();
        let broadcaster = io.clone();
        // One task sends, so that the order is that of the world.
        runtime.spawn(async move {
            while let Some((event, data)) = events.recv().await {
                let data: Value = serde_json::from_slice(&data).unwrap_or_default();
                // Fails for a client whose backlog is full; nobody at the real server would learn of it either.
                drop(broadcaster.emit(event, &(data,)).await);
            }
        });
        let service = Arc::new(move |request: Request<Incoming>| -> Answering {
            let answering = service.clone().call(request);
            Box::pin(async move {
                let Ok(response) = answering.await;
                let mut response = response.map(axum::body::Body::new);
                response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
                response
            })
        });
        Self { io, service, outbox, runtime: runtime.clone() }
    }

    /// Sends an event to everybody who is connected.
    pub(crate) fn broadcast(&self, event: &'static str, data: Bytes) {
        drop(self.outbox.send((event, data)));
    }

    /// How a request below [`PATH`] is answered.
    pub(crate) fn answer(&self, request: Request<Incoming>) -> Answering {
        (self.service)(request)
    }
}

impl Drop for Sockets {
    fn drop(&mut self) {
        let io = self.io.clone();
        self.runtime.spawn(async move { io.close().await });
    }
}
