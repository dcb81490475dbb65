//! A listener on a free port and a client that sees every byte.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use wppkit_mock::driver::Driver;
use wppkit_mock::http;
use wppkit_mock::world::Settings;
use wppkit_mock::world::preset::Preset;
use wppkit_mock::worlds::Worlds;

/// Secret key of every server here.
pub(crate) const SECRET: &str = "S3CRET";

/// A running listener; ends when dropped.
pub(crate) struct Mock {
    pub(crate) address: SocketAddr,
    pub(crate) worlds: Worlds,
    task: JoinHandle<()>,
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Mock {
    pub(crate) async fn start() -> Self {
        Self::start_with(Settings::default()).await
    }

    pub(crate) async fn start_with(settings: Settings) -> Self {
        let settings = Settings { secret: SECRET.to_owned(), bcrypt_cost: 4, ..settings };
        let worlds = Worlds::new(settings, Preset::Recordings);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(http::serve(listener, worlds.clone(), std::future::pending()));
        Self { address, worlds, task }
    }

    pub(crate) fn world(&self) -> Driver {
        self.worlds.get(None)
    }

    pub(crate) async fn connect(&self) -> Connection {
        Connection { stream: TcpStream::connect(self.address).await.unwrap(), buffer: Vec::new() }
    }

    /// Sends one request on a connection of its own.
    pub(crate) async fn send(&self, request: Request) -> Response {
        let mut connection = self.connect().await;
        connection.write(&request).await;
        connection.read(request.method == "HEAD").await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.send(Request::new("GET", path)).await
    }

    /// A token of a session.
    pub(crate) async fn token(&self, session: &str) -> String {
        let path = format!("/api/{session}/{SECRET}/generate-token");
        let answer = self.send(Request::new("POST", &path)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// A control call with a JSON body.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Response {
        let request = Request::new(method, &format!("/__mock__{path}")).json(&body);
        let answer = self.send(request).await;
        assert!(answer.status < 300, "{method} {path}: {} {}", answer.status, answer.text());
        answer
    }

    /// Orders one fault.
    pub(crate) async fn fault(&self, what: Value, done: Value) {
        self.control("PUT", "/faults", serde_json::json!([{"match": what, "do": done}])).await;
    }

    /// The newest entry of the journal.
    pub(crate) fn last_request(&self) -> Value {
        self.world().lock().journal.iter().last().unwrap().to_json()
    }

    /// Waits until the journal knows how the newest request ended.
    pub(crate) async fn ended(
        &self,
        notices: &mut tokio::sync::broadcast::Receiver<std::sync::Arc<str>>,
    ) -> Value {
        loop {
            let notice: Value = serde_json::from_str(&notices.recv().await.unwrap()).unwrap();
            if notice["type"] == "request" {
                return notice;
            }
        }
    }
}

/// A request as it goes over the wire.
#[derive(Clone)]
pub(crate) struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), headers: Vec::new(), body: None }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self.header("content-type", content_type)
    }

    /// A JSON body under a content type that the hook leaves alone.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json; charset=utf-8", body.to_string())
    }

    fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\nhost: mock\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(body) = &self.body {
            text.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(self.body.as_deref().unwrap_or_default());
        bytes
    }
}

/// One connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) async fn write(&mut self, request: &Request) {
        self.stream.write_all(&request.bytes()).await.unwrap();
    }

    /// Reads one answer; an error when the connection ends before it is complete.
    pub(crate) async fn read(&mut self, head_only: bool) -> std::io::Result<Response> {
        loop {
            if let Some(response) = self.take(head_only) {
                return Ok(response);
            }
            let mut chunk = [0u8; 16 * 1024];
            let length = self.stream.read(&mut chunk).await?;
            if length == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            self.buffer.extend_from_slice(&chunk[..length]);
        }
    }

    /// What arrived of an answer that never became complete.
    pub(crate) fn received(&self) -> String {
        String::from_utf8_lossy(&self.buffer).into_owned()
    }

    fn take(&mut self, head_only: bool) -> Option<Response> {
        let end = self.buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
        let head = String::from_utf8(self.buffer[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let length =
            headers.iter().find(|(name, _)| name == "content-length").map(|(_, value)| value.parse());
        let length = if head_only { 0 } else { length.map_or(0, |length| length.unwrap()) };
        if self.buffer.len() < end + length {
            return None;
        }
        let body = self.buffer[end..end + length].to_vec();
        self.buffer.drain(..end + length);
        Some(Response { status, headers, body })
    }
}

/// An answer.
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The first line of an error page.
    pub(crate) fn page(&self) -> String {
        let text = self.text();
        let (_, rest) = text.split_once("<pre>").unwrap_or(("", &text));
        rest.split(['<', '\n']).next().unwrap_or_default().to_owned()
    }
}
