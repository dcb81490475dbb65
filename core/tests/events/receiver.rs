//! The axum mount, and the mock server posting to it.

use std::net::SocketAddr;

use serde_json::json;
use tokio::{net::TcpListener, task::JoinHandle};
use wppkit::{
    Client, Connect, TokenMint,
    events::{
        AnswerAfter, DispatchOptions, EventKind, Filter, Handlers, Inbox, Receiver, ReceiverOptions,
        axum::router,
    },
};
use wppkit_mock::{MockServer, world::session::StateWord};

use crate::{
    support::{Now, SOON, Skipping, message, noting, options, run, webhook_url},
    watch::{look_through, watch_for},
};

/// A receiver behind a real listener. Ends when dropped.
struct Served {
    receiver: Receiver,
    inbox: Inbox,
    serving: JoinHandle<()>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(receiver_options: ReceiverOptions) -> Served {
    let inbox = Inbox::in_memory(options(&Now::at(1_000), &Skipping::default())).unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base = format!("http://{}/hooks", listener.local_addr().unwrap());
    let receiver = Receiver::new(&inbox, &base, receiver_options).unwrap();
    let app = router(receiver.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(async move { drop(axum::serve(listener, app).await) });
    Served { receiver, inbox, serving }
}

/// Sends one request and gives the status.
async fn request(method: &str, url: &str, body: impl Into<Vec<u8>>) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let body = body.into();
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let length = body.len();
    let head = format!(
        "{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // Who is refused for its head alone may be gone before the body is written.
    drop(stream.write_all(&body).await);
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer).await);
    let text = String::from_utf8_lossy(&answer).into_owned();
    look_through(&text);
    text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{text}"))
}

#[tokio::test]
async fn bad_requests_are_refused_and_nothing_is_stored() {
    let mut small = ReceiverOptions::default();
    small.body_limit = 1_000;
    let served = serve(small).await;
    let url = webhook_url(&served.receiver, "shop").await;
    let (base, token) = url.rsplit_once('/').unwrap();
    let good = message("1@c.us", "A", "x").to_string();
    for (method, url, body, status) in [
        ("POST", format!("{base}/{}", "A".repeat(43)), good.clone(), 404),
        ("POST", format!("{base}/{token}x"), good.clone(), 404),
        ("POST", format!("{base}/%2e%2e/{token}"), good.clone(), 404),
        ("POST", format!("{base}/../{token}"), good.clone(), 404),
        ("POST", format!("{base}/"), good.clone(), 404),
        ("GET", url.clone(), String::new(), 405),
        ("GET", format!("{base}/wrong"), String::new(), 404),
        ("POST", url.clone(), "x".repeat(1_001), 413),
        ("POST", url.clone(), "{\"event\":".to_owned(), 400),
        ("POST", url.clone(), "[]".to_owned(), 400),
        ("POST", url.clone(), String::new(), 400),
    ] {
        assert_eq!(request(method, &url, body).await, status, "{method} {url}");
    }
    assert_eq!(served.inbox.counts().await.unwrap().waiting, 0);
    assert_eq!(request("POST", &url, good).await, 200);
    assert_eq!(served.inbox.counts().await.unwrap().waiting, 1);
}

#[tokio::test]
async fn a_body_without_announced_length_is_limited_too() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut small = ReceiverOptions::default();
    small.body_limit = 1_000;
    let served = serve(small).await;
    let url = webhook_url(&served.receiver, "shop").await;
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let chunk = format!("{:x}\r\n{}\r\n", 600, "x".repeat(600));
    let head = format!("POST /{path} HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n");
    stream.write_all(format!("{head}{chunk}{chunk}0\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}

#[tokio::test]
async fn a_file_goes_to_its_folder_and_not_into_the_inbox() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let folder = tempfile::tempdir().unwrap();
    let mut streaming = ReceiverOptions::default();
    streaming.body_limit = 10_000;
    streaming.media = Some(wppkit::events::MediaFolder::new(folder.path()));
    let served = serve(streaming).await;
    let url = webhook_url(&served.receiver, "shop").await;
    let content: Vec<u8> = (0..3_000_000_u32).map(|number| (number % 251) as u8).collect();
    let mut body = message("1@c.us", "A", &STANDARD.encode(&content));
    body["mimetype"] = json!("video/mp4");
    assert_eq!(request("POST", &url, body.to_string()).await, 200);
    assert_eq!(request("POST", &url, body.to_string()).await, 200, "twice");
    body["id"] = json!("false_1@c.us_B");
    let broken = body.to_string();
    assert_eq!(request("POST", &url, &broken.as_bytes()[..broken.len() - 40]).await, 400, "it broke off");
    let (handlers, noted) = noting();
    run(&served.inbox, &handlers).await;
    let noted = noted.lock().unwrap();
    assert_eq!(noted.len(), 1);
    let media = noted[0].media().unwrap();
    assert_eq!((media.bytes, std::fs::read(&media.path).unwrap()), (3_000_000, content));
    assert!(noted[0].raw().len() < 1_000);
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 1, "the same file once, and nothing of what broke off");
}

#[tokio::test]
async fn what_a_sender_writes_names_no_file_outside_the_folder() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("media");
    std::fs::create_dir(&folder).unwrap();
    let mut streaming = ReceiverOptions::default();
    streaming.media = Some(wppkit::events::MediaFolder::new(&folder));
    let served = serve(streaming).await;
    let url = webhook_url(&served.receiver, "shop").await;
    let mut evil = message("1@c.us", "../../../A", &STANDARD.encode(vec![7; 100_000]));
    evil["filename"] = json!("../../../evil.png");
    evil["mimetype"] = json!("../../image/png");
    assert_eq!(request("POST", &url, evil.to_string()).await, 200);
    let mut claimed = message("1@c.us", "B", "no file");
    claimed["wppkitMedia"] = json!({"path": "/etc/passwd", "bytes": 1});
    assert_eq!(request("POST", &url, claimed.to_string()).await, 200);
    let (handlers, noted) = noting();
    run(&served.inbox, &handlers).await;
    let noted = noted.lock().unwrap();
    let media: Vec<_> = noted.iter().map(|event| event.media()).collect();
    assert_eq!(media[0].as_ref().unwrap().path.parent(), Some(&*folder));
    assert_eq!(media[1], None);
    assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 1, "nothing beside the folder");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
}

#[tokio::test]
async fn only_named_peers_may_post() {
    for (peer, status) in [("127.0.0.1", 200), ("10.9.8.7", 404)] {
        let mut listed = ReceiverOptions::default();
        listed.peers = Some(vec![peer.parse().unwrap()]);
        let served = serve(listed).await;
        let url = webhook_url(&served.receiver, "shop").await;
        assert_eq!(request("POST", &url, message("1@c.us", "A", "x").to_string()).await, status);
    }
}

#[tokio::test]
async fn a_rotated_token_takes_over_when_the_server_uses_it() {
    let served = serve(ReceiverOptions::default()).await;
    let old = webhook_url(&served.receiver, "shop").await;
    served.receiver.rotate("shop").await.unwrap();
    let new = webhook_url(&served.receiver, "shop").await;
    assert_ne!(old, new);
    let body = |id: &str| message("1@c.us", id, id).to_string();
    assert_eq!(request("POST", &old, body("A")).await, 200, "until the next start the old one is in use");
    assert_eq!(request("POST", &new, body("B")).await, 200);
    assert_eq!(request("POST", &old, body("C")).await, 404, "the server uses the new one");
    assert_eq!(webhook_url(&served.receiver, "shop").await, new);
}

#[tokio::test]
async fn two_starts_at_the_same_moment_get_the_same_address() {
    let (_, receiver) = crate::support::inbox();
    let urls = futures_util::future::join_all((0..20).map(|_| webhook_url(&receiver, "shop"))).await;
    let urls: std::collections::BTreeSet<String> = urls.into_iter().collect();
    assert_eq!(urls.len(), 1);
}

#[tokio::test]
async fn an_answer_after_the_handler_tells_how_it_went() {
    let mut late = ReceiverOptions::default();
    late.answer_after = AnswerAfter::Handled;
    let served = serve(late).await;
    let url = webhook_url(&served.receiver, "shop").await;
    let handlers = Handlers::new().on(Filter::text("bad").unwrap(), |_| async { Err("no".into()) });
    let running = served.inbox.run(&handlers, DispatchOptions::default());
    let posting = async {
        let good = request("POST", &url, message("1@c.us", "A", "good").to_string()).await;
        (good, request("POST", &url, message("1@c.us", "B", "bad").to_string()).await)
    };
    tokio::select! {
        ended = running => panic!("{ended:?}"),
        answers = posting => assert_eq!(answers, (200, 503)),
    }
}

/// The mock server posts, and everything arrives typed, attributed, once.
#[tokio::test]
async fn what_the_server_posts_arrives() {
    let served = serve(ReceiverOptions::default()).await;
    let mock = MockServer::builder().preset("recordings").start().await.unwrap();
    watch_for(mock.secret());
    webhook_url(&served.receiver, "shop").await;
    let client = Client::builder(mock.url())
        .secret_key(mock.secret())
        .token_mint(TokenMint::Local { cost: 4 })
        .build()
        .unwrap();
    // A stored login: the session comes up by itself, with the webhook that the SDK gives the server.
    let mut placement = wppkit_mock::world::session::Placement::from(StateWord::ClosedByUser);
    placement.login = Some(wppkit_mock::world::session::LoginKind::Stored);
    mock.session("shop").set(placement);
    let connecting =
        client.session("shop").unwrap().connect(Connect::qr().receiver(&served.receiver)).connected();
    tokio::time::timeout(SOON, connecting).await.unwrap().unwrap();
    for (event, what) in [
        ("message", json!({"body": "Olá", "chat": "5511999990001@c.us"})),
        ("reaction", json!({"chat": "5511999990001@c.us"})),
        ("ack", json!({"ack": 3, "chat": "5511999990001@c.us"})),
        ("call", json!({"chat": "5511999990001@c.us"})),
        ("presence", json!({"group": true})),
    ] {
        mock.session("shop").deliver(event, what).unwrap();
    }
    mock.world().settle(SOON).await;
    let (handlers, noted) = noting();
    run(&served.inbox, &handlers).await;
    let noted = noted.lock().unwrap();
    let kinds: Vec<EventKind> = noted.iter().map(|event| event.kind()).collect();
    for kind in [
        EventKind::StatusFind,
        EventKind::Message,
        EventKind::Reaction,
        EventKind::Ack,
        EventKind::Call,
        EventKind::Presence,
    ] {
        assert!(kinds.contains(&kind), "{kind} among {kinds:?}");
    }
    assert!(noted.iter().all(|event| event.session() == "shop" && event.kind() != EventKind::Unknown));
    let nameless = noted.iter().filter(|event| event.event().session.is_none());
    assert!(nameless.count() > 0, "before the login the server does not name the session");
    let posted = mock.deliveries();
    let webhooks = posted
        .iter()
        .filter(|one| one.to_json()["kind"] == "webhook" && one.session.as_deref() == Some("shop"));
    assert!(webhooks.clone().all(|one| one.to_json()["status"] == 200));
    assert_eq!(webhooks.count(), noted.len());
}

#[tokio::test]
async fn an_address_that_cannot_be_one_is_refused() {
    let inbox = Inbox::in_memory(options(&Now::at(0), &Skipping::default())).unwrap();
    for base in ["localhost:8080", "ftp://h/", "http://h/?x=1", "http://h/#x", ""] {
        let error = Receiver::new(&inbox, base, ReceiverOptions::default()).unwrap_err();
        assert_eq!(error.code(), wppkit::ErrorCode::InvalidInput, "{base}");
    }
    let receiver = Receiver::new(&inbox, "http://h/a/b/", ReceiverOptions::default()).unwrap();
    assert_eq!(receiver.path(), "/a/b");
    assert!(!format!("{receiver:?}").contains(&crate::support::token(&receiver, "shop").await));
}
