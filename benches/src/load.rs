//! The load generator: connections of plain hyper that each ask one thing after the other.

use std::{net::SocketAddr, time::Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request,
    client::conn::http1::{self, SendRequest},
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};

use crate::{
    Result,
    exchange::{Exchange, JSON, SEND_BODY},
    process::Process,
    sample::Sample,
};

/// One connection.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Its failure is seen by the request that waits for it.
        tokio::spawn(connection);
        Ok(Self { sender, host: address.to_string() })
    }

    /// Sends one request and reads its whole answer: status and body.
    pub(crate) async fn ask(
        &mut self,
        method: &str,
        path: &str,
        token: &str,
        body: Option<Bytes>,
    ) -> Result<(u16, Bytes)> {
        let mut request = Request::builder().method(method).uri(path).header(HOST, &self.host);
        if !token.is_empty() {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, JSON);
        }
        let response = self.sender.send_request(request.body(Full::new(body.unwrap_or_default()))?).await?;
        let status = response.status().as_u16();
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }

    /// One measured exchange.
    pub(crate) async fn exchange(&mut self, exchange: Exchange, token: &str) -> Result<Bytes> {
        let (status, body) = match exchange {
            Exchange::Status => self.ask("GET", exchange.path(), token, None).await?,
            Exchange::Send => {
                self.ask("POST", exchange.path(), token, Some(Bytes::from_static(SEND_BODY.as_bytes())))
                    .await?
            }
        };
        if status == exchange.success() {
            Ok(body)
        } else {
            Err(format!("{exchange} answered {status}: {}", String::from_utf8_lossy(&body)).into())
        }
    }
}

/// Where a server listens and what it takes for a token.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) address: SocketAddr,
    pub(crate) token: String,
    pub(crate) process: Process,
}

/// Sends `requests` over `connections` at once, and measures the server's CPU time for them.
pub(crate) async fn generate(
    subject: &Subject,
    exchange: Exchange,
    connections: u32,
    requests: u32,
) -> Result<Sample> {
    let mut open = Vec::new();
    for _ in 0..connections {
        let mut connection = Connection::open(subject.address).await?;
        // The first exchange pays for what happens once per connection.
        connection.exchange(exchange, &subject.token).await?;
        open.push(connection);
    }
    let each = requests / connections;
    let (cpu, start) = (subject.process.cpu()?, Instant::now());
    let mut workers = JoinSet::new();
    for mut connection in open {
        let token = subject.token.clone();
        workers.spawn(async move {
            for _ in 0..each {
                connection.exchange(exchange, &token).await?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        });
    }
    while let Some(worker) = workers.join_next().await {
        worker??;
    }
    let (wall, cpu) = (start.elapsed(), subject.process.cpu()? - cpu);
    Sample::new(each * connections, cpu, wall)
}
