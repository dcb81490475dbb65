//! Runtimes, cancellation and memory.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use serde_json::json;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf},
    net::TcpListener,
};
use wppkit::{
    CallOptions, Delivery, ErrorCode, Media, Timeouts, api::ops::session::status_session::StatusSession,
};

use crate::fake::{Fake, Reply, TOKEN, builder, nobody, soon};

fn closed() -> Reply {
    Reply::Json(200, json!({"status": "CLOSED", "qrcode": null}))
}

#[test]
fn one_client_serves_several_runtimes_one_after_the_other() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let fake = server.block_on(Fake::start(|_| closed()));
    let session = fake.session();
    for _ in 0..3 {
        // A pooled connection of the first runtime would be dead in the second.
        runtime().block_on(soon(session.call(StatusSession::default()))).unwrap();
    }
}

#[test]
fn without_a_runtime_the_error_says_so() {
    let session = builder("http://127.0.0.1:9").token(TOKEN).build().unwrap().session("shop").unwrap();
    let mut call = Box::pin(session.call(StatusSession::default()));
    let mut context = Context::from_waker(std::task::Waker::noop());
    let answered =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| call.as_mut().poll(&mut context)));
    let Ok(Poll::Ready(Err(error))) = answered else { panic!("no error outside of a runtime") };
    assert_eq!(error.code(), ErrorCode::InvalidInput);
    assert!(error.message().contains("runtime"), "{error}");
}

#[tokio::test]
async fn a_cancelled_call_leaves_the_client_usable() {
    let calls = AtomicUsize::new(0);
    let fake =
        Fake::start(move |_| if calls.fetch_add(1, Ordering::SeqCst) == 0 { Reply::Hang } else { closed() })
            .await;
    let session = fake.session();
    let hanging = tokio::time::timeout(Duration::from_millis(50), session.call(StatusSession::default()));
    assert!(hanging.await.is_err());
    soon(session.call(StatusSession::default())).await.unwrap();
}

#[tokio::test]
async fn https_is_spoken_with_the_built_in_provider() {
    let url = nobody().await.replace("http://", "https://");
    let session = builder(&url).token(TOKEN).build().unwrap().session("shop").unwrap();
    assert_eq!(soon(session.status()).await.unwrap_err().code(), ErrorCode::Connect, "nobody listens");
    let plain = Fake::start(|_| closed()).await;
    let url = plain.url.replace("http://", "https://");
    let mut timeouts = Timeouts::default();
    timeouts.connect = Duration::from_millis(200);
    let session = builder(&url).token(TOKEN).timeouts(timeouts).build().unwrap().session("shop").unwrap();
    let error = soon(session.status()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Connect, "plain HTTP is no TLS: {error}");
}

/// A gigabyte that counts what was taken of it.
struct Endless {
    given: Arc<AtomicUsize>,
}

impl AsyncRead for Endless {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.given.load(Ordering::SeqCst) < 1 << 30 {
            let size = buffer.remaining();
            buffer.initialize_unfilled_to(size).fill(b'x');
            buffer.advance(size);
            self.given.fetch_add(size, Ordering::SeqCst);
        }
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn an_upload_takes_from_the_reader_only_what_the_server_reads() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    // Reads the head, says nothing and never reads on.
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = [0; 512];
        let _ = stream.read(&mut head).await;
        std::future::pending::<()>().await;
    });
    let given = Arc::new(AtomicUsize::new(0));
    let media = Media::reader(Endless { given: Arc::clone(&given) }).named("endless.txt");
    let session = builder(&url).token(TOKEN).build().unwrap().session("shop").unwrap();
    let session = session.with_options(CallOptions::new().timeout(Duration::from_millis(400)));
    let error = soon(session.send_file("120363041234567890@g.us", media)).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (ErrorCode::Timeout, Some(Delivery::Unknown)));
    let given = given.load(Ordering::SeqCst);
    assert!(given < 64 << 20, "{} MB were taken of a server that reads nothing", given >> 20);
    server.abort();
}

#[tokio::test]
async fn a_large_file_passes_where_json_would_not() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = vec![0; 1 << 20];
        let (mut total, mut tail) = (0_usize, Vec::new());
        while !tail.ends_with(b"\r\n0\r\n\r\n") {
            let read = stream.read(&mut buffer).await.unwrap();
            assert!(read > 0, "the request ended early");
            total += read;
            tail.extend_from_slice(&buffer[..read]);
            tail.drain(..tail.len().saturating_sub(16));
        }
        let body = r#"{"status":"success","response":[{"ack":1,"id":"true_1@g.us_A"}]}"#;
        let head = format!(
            "HTTP/1.1 201 X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        total
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    std::fs::File::create(&path).unwrap().set_len(80 << 20).unwrap();
    let session = builder(&url).token(TOKEN).build().unwrap().session("shop").unwrap();
    let sent = soon(session.send_file("120363041234567890@g.us", path)).await.unwrap();
    assert_eq!(sent.id, "true_1@g.us_A");
    assert!(soon(server).await.unwrap() > 80 << 20);
}
