//! The listener: raw HTTP in, what Express and Node would show out.
//!
//! Requests do not run through a router of ours, because its rules would leak: paths, bodies and errors are
//! treated here as the real server's middlewares treat them, and answered by [`dispatch`](crate::dispatch).

mod address;
mod advance;
mod body;
mod call;
mod express;
mod prepare;
mod profile;
mod record;
mod respond;
mod service;
mod tokens;
mod wire;

use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::worlds::Worlds;
use service::Server;
use wire::{Fate, Wire};

/// Serves all worlds until `shutdown` completes or the future is dropped; then every connection ends.
pub async fn serve(listener: TcpListener, worlds: Worlds, shutdown: impl Future<Output = ()>) {
    let server = Arc::new(Server::new(worlds));
    let _stop = Stop(Arc::clone(&server));
    let mut connections = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut shutdown => return,
        };
        while connections.try_join_next().is_some() {}
        // Out of file descriptors or a client that left at once: the next one may have more luck.
        let Ok((stream, _)) = accepted else {
            tokio::task::yield_now().await;
            continue;
        };
        drop(stream.set_nodelay(true));
        let server = Arc::clone(&server);
        connections.spawn(async move {
            let fate = Fate::default();
            let wire = TokioIo::new(Wire::new(stream, fate.clone()));
            let service = service_fn(|request| server.answer(&fate, request));
            let connection = http1::Builder::new()
                .title_case_headers(true)
                .serve_connection(wire, service)
                .with_upgrades();
            // It ends when the client leaves, and also with an error when a fault ends it.
            drop(connection.await);
        });
    }
}

/// Ends the server's background work together with the listener.
struct Stop(Arc<Server>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.stop();
    }
}
