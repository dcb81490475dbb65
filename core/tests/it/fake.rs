//! A server of raw sockets: it can answer anything, cut it short, or not answer at all.

use std::{
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use wppkit::{Client, ClientBuilder, Pace, RetryPolicy, Session};

pub(crate) const SECRET: &str = "A-QUITE-LONG-SECRET-KEY";
pub(crate) const TOKEN: &str = "$2b$10$abcdefghijklmnopqrstuv_bcdefghijklmnopqrstuvwxyz01234";

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// Method and last path segments, such as `POST send-message`.
    pub(crate) fn route(&self) -> String {
        let mut words = self.line.split(' ');
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        let path = path.split('?').next().unwrap();
        let last = path.split('/').skip(3).collect::<Vec<_>>().join("/");
        format!("{method} {}", if last.is_empty() { path.trim_start_matches('/') } else { &last })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// What the server does with a request.
pub(crate) enum Reply {
    Json(u16, Value),
    /// Status, content type, body.
    Text(u16, &'static str, String),
    /// Bytes as they are, then the connection is closed.
    Raw(Vec<u8>),
    /// The connection is closed without an answer.
    Close,
    /// No answer, ever.
    Hang,
    /// A beginning, then one piece after the other, slowly, without end.
    Drip(Vec<u8>, &'static [u8]),
    /// A beginning, then one piece after the other, as fast as they are taken, without end.
    Flood(Vec<u8>, Vec<u8>),
}

/// A server that answers as its script says, and remembers what it was asked.
pub(crate) struct Fake {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    arrived: Arc<tokio::sync::Notify>,
    flooded: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Fake {
    pub(crate) async fn start(script: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let arrived = Arc::new(tokio::sync::Notify::new());
        let (script, log, bell) = (Arc::new(script), Arc::clone(&seen), Arc::clone(&arrived));
        let flooded = Arc::new(AtomicUsize::new(0));
        let taken = Arc::clone(&flooded);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, log, bell) = (Arc::clone(&script), Arc::clone(&log), Arc::clone(&bell));
                let taken = Arc::clone(&taken);
                tokio::spawn(async move {
                    let _ = serve(stream, &*script, &log, &bell, &taken).await;
                });
            }
        });
        Self { url, seen, arrived, flooded, task }
    }

    /// Waits until what arrived is as wanted.
    pub(crate) async fn until(&self, wanted: impl Fn(&[Seen]) -> bool) {
        loop {
            let arrival = self.arrived.notified();
            if wanted(&self.seen.lock().unwrap()) {
                return;
            }
            arrival.await;
        }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn routes(&self) -> Vec<String> {
        self.seen().iter().map(Seen::route).collect()
    }

    pub(crate) fn count(&self, route: &str) -> usize {
        self.routes().iter().filter(|seen| *seen == route).count()
    }

    /// Bytes that were taken of all floods.
    pub(crate) fn flooded(&self) -> usize {
        self.flooded.load(Ordering::SeqCst)
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        builder(&self.url)
    }

    pub(crate) fn session(&self) -> Session {
        self.builder().token(TOKEN).build().unwrap().session("shop").unwrap()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A builder whose waits last milliseconds.
pub(crate) fn builder(url: &str) -> ClientBuilder {
    crate::watch::watch_for(SECRET);
    let ms = std::time::Duration::from_millis;
    let mut pace = Pace::default();
    (pace.poll, pace.poll_max, pace.debounce) = (ms(5), ms(200), ms(2));
    (pace.stuck_after, pace.logout_settle, pace.diagnose_patience) = (ms(150), ms(20), ms(30));
    let mut retry = RetryPolicy::default();
    (retry.min_delay, retry.max_delay) = (ms(1), ms(5));
    Client::builder(url).pace(pace).retry(retry)
}

async fn serve(
    mut stream: TcpStream,
    script: &(impl Fn(&Seen) -> Reply + Send + Sync),
    log: &Mutex<Vec<Seen>>,
    bell: &tokio::sync::Notify,
    flooded: &AtomicUsize,
) -> std::io::Result<()> {
    let mut buffer = Vec::new();
    loop {
        let Some(seen) = read_request(&mut stream, &mut buffer).await? else { return Ok(()) };
        let reply = script(&seen);
        log.lock().unwrap().push(seen);
        bell.notify_waiters();
        let (status, content_type, body) = match reply {
            Reply::Json(status, body) => (status, "application/json; charset=utf-8", body.to_string()),
            Reply::Text(status, content_type, body) => (status, content_type, body),
            Reply::Raw(bytes) => {
                stream.write_all(&bytes).await?;
                return stream.shutdown().await;
            }
            Reply::Close => return Ok(()),
            Reply::Hang => std::future::pending().await,
            Reply::Drip(beginning, piece) => {
                stream.write_all(&beginning).await?;
                let mut moments = tokio::time::interval(std::time::Duration::from_millis(1));
                loop {
                    moments.tick().await;
                    stream.write_all(piece).await?;
                }
            }
            Reply::Flood(beginning, piece) => {
                stream.write_all(&beginning).await?;
                loop {
                    stream.write_all(&piece).await?;
                    flooded.fetch_add(piece.len(), Ordering::SeqCst);
                }
            }
        };
        let answer = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(answer.as_bytes()).await?;
    }
}

async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<Option<Seen>> {
    let head_end = loop {
        if let Some(at) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&buffer[..head_end]).into_owned();
    let line = head.lines().next().unwrap_or_default().to_owned();
    let mut seen = Seen { line, head, body: Vec::new() };
    if let Some(length) = seen.header("content-length").and_then(|length| length.parse::<usize>().ok()) {
        while buffer.len() < head_end + length {
            if stream.read_buf(buffer).await? == 0 {
                return Ok(None);
            }
        }
        seen.body = buffer[head_end..head_end + length].to_vec();
        buffer.drain(..head_end + length);
    } else if seen.header("transfer-encoding").is_some() {
        loop {
            if let Some(at) = buffer.windows(7).position(|window| window == b"\r\n0\r\n\r\n") {
                seen.body = buffer[head_end..at].to_vec();
                buffer.drain(..at + 7);
                break;
            }
            if stream.read_buf(buffer).await? == 0 {
                return Ok(None);
            }
        }
    } else {
        buffer.drain(..head_end);
    }
    Ok(Some(seen))
}

/// A number that WhatsApp knows.
pub(crate) fn known(id: &str) -> Reply {
    Reply::Json(
        200,
        json!({"status": "success", "response": {"id": {"_serialized": id}, "numberExists": true}}),
    )
}

/// A number that WhatsApp does not know.
pub(crate) fn missing(id: &str) -> Reply {
    Reply::Json(
        200,
        json!({"status": "success", "response": {"id": id, "numberExists": false, "status": 404}}),
    )
}

/// A message that was taken.
pub(crate) fn taken() -> Reply {
    Reply::Json(
        201,
        json!({"status": "success", "response": [{"id": "true_5521999999999@c.us_3EB0", "ack": 1}]}),
    )
}

/// The URL of a port where nothing listens.
pub(crate) async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// Ends with what the future gives, or fails the test: nothing may hang.
pub(crate) async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(std::time::Duration::from_secs(20), future).await.expect("it hangs")
}
