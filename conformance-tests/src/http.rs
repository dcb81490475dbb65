//! One raw HTTP/1.1 exchange: the path, the headers and the body go out exactly as given, nothing is added but
//! `host` and `content-length`.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::sync::Mutex;

/// Why an exchange brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The base is not an `http://host[:port][/path]` address.
    #[error("{0:?} is not an http:// address")]
    Address(String),
    /// The connection failed or broke, before or after the request was written.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// The request cannot be written as HTTP.
    #[error("the request cannot be sent: {0}")]
    Request(String),
}

/// An address below which requests are sent: `http://127.0.0.1:4000/__mock__/worlds/a`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    authority: String,
    prefix: String,
}

impl Base {
    /// Reads `http://host[:port][/prefix]`.
    pub fn parse(url: &str) -> Result<Self, HttpError> {
        let rest = url.strip_prefix("http://").ok_or_else(|| HttpError::Address(url.to_owned()))?;
        let (authority, prefix) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, ""),
        };
        if authority.is_empty() {
            return Err(HttpError::Address(url.to_owned()));
        }
        Ok(Self { authority: authority.to_owned(), prefix: prefix.trim_end_matches('/').to_owned() })
    }

    /// The same server, with `suffix` (starting with `/`) added to the prefix.
    #[must_use]
    pub fn join(&self, suffix: &str) -> Self {
        Self { authority: self.authority.clone(), prefix: format!("{}{suffix}", self.prefix) }
    }

    /// The address as text.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{}", self.authority, self.prefix)
    }

    fn connect_to(&self) -> String {
        if self.authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) {
            self.authority.clone()
        } else {
            format!("{}:80", self.authority)
        }
    }
}

/// A request as it goes over the wire.
#[derive(Debug, Clone)]
pub struct Request {
    /// Method word, such as `POST`.
    pub method: String,
    /// Path and query below the base, starting with `/`.
    pub path: String,
    /// Header names and values, in order.
    pub headers: Vec<(String, String)>,
    /// Body; `None` sends no `content-length` either.
    pub body: Option<Bytes>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Header names (lower case) and values, in order.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Bytes,
}

impl Response {
    /// The first header of that (lower-case) name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// `type/subtype` of the content-type, in lower case and without parameters.
    #[must_use]
    pub fn media_type(&self) -> Option<String> {
        self.header(CONTENT_TYPE.as_str()).map(media_type)
    }

    /// The body as JSON, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The body as text, with replacement characters where it is not UTF-8.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// `type/subtype` of a content-type header, in lower case and without parameters.
#[must_use]
pub fn media_type(header: &str) -> String {
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Sends one request on a connection of its own and reads the whole answer. Sets no time limit: an answer that never
/// comes is for the caller to decide.
pub async fn exchange(base: &Base, request: &Request) -> Result<Response, HttpError> {
    let built = written(base, request)?;
    let stream = TcpStream::connect(base.connect_to()).await.map_err(connection)?;
    let (mut sender, link) = http1::handshake(TokioIo::new(stream)).await.map_err(connection)?;
    let answer = async { whole(sender.send_request(built).await.map_err(connection)?).await };
    tokio::pin!(answer);
    tokio::pin!(link);
    let mut linked = true;
    loop {
        tokio::select! {
            done = &mut answer => return done,
            // The connection may end first: what was read before that still decides.
            _ = &mut link, if linked => linked = false,
        }
    }
}

/// A connection that is kept from one exchange to the next. Clones share it, one exchange after the other; a server
/// that closed it in between is reached by a new one.
#[derive(Debug, Clone, Default)]
pub struct Kept(Arc<Mutex<Option<Sender>>>);

type Sender = http1::SendRequest<Full<Bytes>>;

impl Kept {
    /// Like [`exchange`], on the connection that was kept.
    pub async fn exchange(&self, base: &Base, request: &Request) -> Result<Response, HttpError> {
        let built = written(base, request)?;
        let mut kept = self.0.lock().await;
        // Whoever is cancelled in the middle leaves no connection behind.
        let mut sender = match kept.take() {
            Some(sender) if !sender.is_closed() => sender,
            _ => Self::connect(base).await?,
        };
        let response = match sender.try_send_request(built).await {
            Ok(response) => response,
            Err(mut unsent) => {
                // Handed back: it never left.
                let built = unsent.take_message().ok_or_else(|| connection(unsent.error()))?;
                sender = Self::connect(base).await?;
                sender.send_request(built).await.map_err(connection)?
            }
        };
        let response = whole(response).await?;
        *kept = Some(sender);
        Ok(response)
    }

    async fn connect(base: &Base) -> Result<Sender, HttpError> {
        let stream = TcpStream::connect(base.connect_to()).await.map_err(connection)?;
        // Small requests, each of which is waited for.
        stream.set_nodelay(true).map_err(connection)?;
        let (sender, link) = http1::handshake(TokioIo::new(stream)).await.map_err(connection)?;
        tokio::spawn(link);
        Ok(sender)
    }
}

fn connection(error: impl std::fmt::Display) -> HttpError {
    HttpError::Connection(error.to_string())
}

fn written(base: &Base, request: &Request) -> Result<hyper::Request<Full<Bytes>>, HttpError> {
    let mut builder = hyper::Request::builder()
        .method(request.method.as_str())
        .uri(format!("{}{}", base.prefix, request.path))
        .header(HOST, &base.authority);
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let body = Full::new(request.body.clone().unwrap_or_default());
    builder.body(body).map_err(|error| HttpError::Request(error.to_string()))
}

async fn whole(response: hyper::Response<Incoming>) -> Result<Response, HttpError> {
    let (head, body) = response.into_parts();
    let body = body.collect().await.map_err(connection)?.to_bytes();
    let headers = head
        .headers
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    Ok(Response { status: head.status.as_u16(), headers, body })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    #[test]
    fn a_base_keeps_its_prefix() {
        let base = Base::parse("http://127.0.0.1:4000/__mock__/worlds/a/").unwrap();
        assert_eq!(base.join("/__mock__").url(), "http://127.0.0.1:4000/__mock__/worlds/a/__mock__");
        assert_eq!(base.connect_to(), "127.0.0.1:4000");
    }

    #[test]
    fn a_base_without_a_port_is_port_80() {
        assert_eq!(Base::parse("http://localhost").unwrap().connect_to(), "localhost:80");
    }

    #[test]
    fn https_and_empty_hosts_are_refused() {
        assert!(matches!(Base::parse("https://localhost"), Err(HttpError::Address(_))));
        assert!(matches!(Base::parse("http:///x"), Err(HttpError::Address(_))));
    }

    #[tokio::test]
    async fn a_kept_connection_is_used_again_and_replaced_when_the_server_closed_it() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Base::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        // Each connection answers two requests with its number, and is closed.
        let server = tokio::spawn(async move {
            for number in ["1", "2"] {
                let (mut stream, _) = listener.accept().await.unwrap();
                for _ in 0..2 {
                    let mut read = [0; 1024];
                    assert_ne!(stream.read(&mut read).await.unwrap(), 0);
                    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n{number}");
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            }
        });
        let request = Request { method: "GET".into(), path: "/".into(), headers: vec![], body: None };
        let kept = Kept::default();
        let mut answers = String::new();
        for _ in 0..4 {
            answers.push_str(&kept.exchange(&base, &request).await.unwrap().text());
        }
        assert_eq!(answers, "1122");
        server.await.unwrap();
    }

    #[test]
    fn a_media_type_has_no_parameters() {
        assert_eq!(media_type("Text/HTML; charset=UTF-8"), "text/html");
    }
}
