//! A small web server of the runner: where recorded webhooks and file addresses point.

use bytes::Bytes;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Answers every path with 200 until it is taken down, and stops when dropped.
#[derive(Debug)]
pub struct Web {
    host: String,
    up: Arc<AtomicBool>,
    status: Arc<AtomicU16>,
    task: JoinHandle<()>,
}

impl Web {
    /// Listens on a free port of the loopback interface.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let host = listener.local_addr()?.to_string();
        let up = Arc::new(AtomicBool::new(true));
        let status = Arc::new(AtomicU16::new(200));
        let (answers, answered) = (Arc::clone(&up), Arc::clone(&status));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Taken down: the connection is closed without an answer.
                if !answers.load(Ordering::SeqCst) {
                    continue;
                }
                let (answers, answered) = (Arc::clone(&answers), Arc::clone(&answered));
                tokio::spawn(async move {
                    let service = service_fn(move |_| {
                        let up = answers.load(Ordering::SeqCst);
                        let status = if up { answered.load(Ordering::SeqCst) } else { 503 };
                        async move {
                            let mut response = hyper::Response::new(Full::new(Bytes::from_static(b"{}")));
                            *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
                            Ok::<_, Infallible>(response)
                        }
                    });
                    let connection = hyper::server::conn::http1::Builder::new();
                    // A client that breaks off is its own business.
                    let _ = connection.serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        Ok(Self { host, up, status, task })
    }

    /// `host:port`.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// From now on every path is answered with this status.
    pub fn answer_with(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// Takes the server down, or brings it back.
    pub fn set_up(&self, up: bool) {
        self.up.store(up, Ordering::SeqCst);
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.task.abort();
    }
}
