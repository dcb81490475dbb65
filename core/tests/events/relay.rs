use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post as route,
};
use bytes::Bytes;
use serde_json::Value;
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};
use wppkit::{
    BoxFuture, Clock, Secret,
    events::{
        DispatchOptions, Dispatched, Filter, Handlers, Inbox, Receiver, ReceiverOptions, ReplayRange,
        relay::{Relay, RelayOptions, TIMESTAMP_HEADER, verify},
    },
};

use crate::{
    support::{Now, RELAY_SECRET, SOON, Skipping, look_at, message, options, post},
    watch::{check_error, look_through, watch_for},
};

/// Stands in the address of every relay.
const KEY: &str = "a-key-in-an-address-that-nobody-may-see";

/// Somebody's own endpoint: it answers as told, and keeps what it accepted.
struct Endpoint {
    url: String,
    status: Arc<AtomicU16>,
    got: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    serving: JoinHandle<()>,
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Endpoint {
    async fn start() -> Self {
        let (status, got) = (Arc::new(AtomicU16::new(200)), Arc::new(Mutex::new(Vec::new())));
        let state = (Arc::clone(&status), Arc::clone(&got));
        type Shared = (Arc<AtomicU16>, Arc<Mutex<Vec<(HeaderMap, Bytes)>>>);
        let app = Router::new()
            .route(
                "/in",
                route(|State((status, got)): State<Shared>, headers: HeaderMap, body: Bytes| async move {
                    look_through(&format!("{headers:?} {body:?}"));
                    got.lock().unwrap().push((headers, body));
                    StatusCode::from_u16(status.load(Ordering::SeqCst)).unwrap()
                }),
            )
            .with_state(state);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        watch_for(KEY);
        let url = format!("http://{}/in?key={KEY}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move { drop(axum::serve(listener, app).await) });
        Self { url, status, got, serving }
    }

    fn count(&self) -> usize {
        self.got.lock().unwrap().len()
    }
}

async fn relay(inbox: &Inbox, relay: &Relay) -> Dispatched {
    let handlers = Handlers::new().on(Filter::any(), relay.handler());
    let mut once = DispatchOptions::default();
    once.until_empty = true;
    let dispatched = tokio::time::timeout(SOON, inbox.run(&handlers, once)).await.unwrap().unwrap();
    look_at(inbox).await;
    look_through(&format!("{relay:?} {:?}", relay.off()));
    dispatched
}

fn setup(url: &str, relay_options: RelayOptions) -> (Inbox, Receiver, Relay, Skipping) {
    let clock = Skipping::default();
    let inbox = Inbox::in_memory(options(&Now::at(1_760_000_000_000), &clock)).unwrap();
    let receiver = Receiver::new(&inbox, "http://h/", ReceiverOptions::default()).unwrap();
    let relay = Relay::new(&inbox, url, Secret::new(RELAY_SECRET), relay_options).unwrap();
    (inbox, receiver, relay, clock)
}

#[tokio::test]
async fn an_event_arrives_signed_and_says_what_it_is() {
    let endpoint = Endpoint::start().await;
    let (inbox, receiver, to, _) = setup(&endpoint.url, RelayOptions::default());
    post(&receiver, "shop", &message("1@c.us", "A", "Olá")).await;
    assert_eq!(relay(&inbox, &to).await.handled, 1);
    let got = endpoint.got.lock().unwrap();
    let (headers, body) = &got[0];
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    verify(&Secret::new(RELAY_SECRET), header, body, 1_760_000_010).unwrap();
    assert!(verify(&Secret::new("other"), header, body, 1_760_000_010).is_err());
    assert!(verify(&Secret::new(RELAY_SECRET), header, body, 1_760_000_301).is_err(), "a replay");
    assert_eq!((header(TIMESTAMP_HEADER), header("wppkit-event")), (Some("1760000000"), Some("1")));
    let event: Value = serde_json::from_slice(body).unwrap();
    assert_eq!((&event["kind"], &event["session"]), (&"onmessage".into(), &"shop".into()));
    assert_eq!(event["data"]["body"], "Olá");
}

#[tokio::test]
async fn credentials_in_the_address_leave_as_a_header() {
    let endpoint = Endpoint::start().await;
    let url = endpoint.url.replace("http://", "http://user:p%40ss@");
    let (inbox, receiver, to, _) = setup(&url, RelayOptions::default());
    post(&receiver, "shop", &message("1@c.us", "A", "x")).await;
    assert_eq!(relay(&inbox, &to).await.handled, 1);
    let got = endpoint.got.lock().unwrap();
    assert_eq!(got[0].0["authorization"], "Basic dXNlcjpwQHNz", "user:p@ss");
    assert!(!got[0].0["host"].to_str().unwrap().contains('@'));
}

#[tokio::test]
async fn what_fails_is_sent_again_on_schedule_then_put_aside_and_redriven() {
    let endpoint = Endpoint::start().await;
    endpoint.status.store(500, Ordering::SeqCst);
    let mut schedule = RelayOptions::default();
    schedule.schedule = Some(vec![Duration::from_millis(10), Duration::from_millis(70)]);
    let (inbox, receiver, to, clock) = setup(&endpoint.url, schedule);
    post(&receiver, "shop", &message("1@c.us", "A", "x")).await;
    assert_eq!(relay(&inbox, &to).await.dead, 1);
    assert_eq!(endpoint.count(), 3);
    assert_eq!(clock.pauses(), [Duration::from_millis(10), Duration::from_millis(70)]);
    assert!(inbox.dead_letters().await.unwrap()[0].error.contains("answered 500"));
    endpoint.status.store(204, Ordering::SeqCst);
    assert_eq!(to.redrive().await.unwrap(), 1);
    assert_eq!(relay(&inbox, &to).await.handled, 1);
    let bodies: Vec<Bytes> = endpoint.got.lock().unwrap().iter().map(|(_, body)| body.clone()).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]), "always the same event");
}

#[tokio::test]
async fn a_receiver_that_stays_away_switches_the_relay_off() {
    let endpoint = Endpoint::start().await;
    endpoint.status.store(503, Ordering::SeqCst);
    let mut quick = RelayOptions::default();
    (quick.schedule, quick.disable_after) = (Some(Vec::new()), 3);
    let (inbox, receiver, to, _) = setup(&endpoint.url, quick);
    for id in ["A", "B", "C", "D", "E"] {
        post(&receiver, "shop", &message("1@c.us", id, id)).await;
    }
    assert_eq!(relay(&inbox, &to).await.dead, 5);
    assert_eq!((endpoint.count(), to.enabled()), (3, false), "the last two are not even tried");
    endpoint.status.store(200, Ordering::SeqCst);
    assert_eq!(to.redrive().await.unwrap(), 5);
    assert_eq!(relay(&inbox, &to).await.handled, 5);
    assert!(to.enabled());
}

/// One life of the process that relays.
fn life(
    folder: &Path,
    url: &str,
    clock: Arc<dyn Clock>,
    now_ms: i64,
    to: RelayOptions,
) -> (Inbox, Receiver, Relay) {
    let mut settings = options(&Now::at(now_ms), &Skipping::default());
    settings.clock = clock;
    let inbox = Inbox::open(folder.join("events.db"), settings).unwrap();
    let receiver = Receiver::new(&inbox, "http://h/", ReceiverOptions::default()).unwrap();
    let relay = Relay::new(&inbox, url, Secret::new(RELAY_SECRET), to).unwrap();
    (inbox, receiver, relay)
}

#[tokio::test]
async fn a_relay_that_is_off_stays_off_over_a_restart_and_is_redriven_then() {
    let (endpoint, folder) = (Endpoint::start().await, tempfile::tempdir().unwrap());
    endpoint.status.store(503, Ordering::SeqCst);
    let mut quick = RelayOptions::default();
    (quick.schedule, quick.disable_after) = (Some(Vec::new()), 2);
    let start = |ms| life(folder.path(), &endpoint.url, Arc::new(Skipping::default()), ms, quick.clone());
    {
        let (inbox, receiver, to) = start(5_000);
        for id in ["A", "B", "C"] {
            post(&receiver, "shop", &message("1@c.us", id, id)).await;
        }
        assert_eq!(relay(&inbox, &to).await.dead, 3);
    }
    endpoint.status.store(200, Ordering::SeqCst);
    {
        let (inbox, receiver, to) = start(9_000);
        let off = to.off().unwrap();
        assert_eq!(off.since_ms, 5_000);
        assert!(off.reason.starts_with("2 events in a row") && off.reason.contains("answered 503"), "{off}");
        post(&receiver, "shop", &message("1@c.us", "D", "D")).await;
        assert_eq!(relay(&inbox, &to).await.dead, 1, "off is off");
        assert!(inbox.dead_letters().await.unwrap()[3].error.contains("the relay is off: 2 events"));
        assert_eq!(endpoint.count(), 2);
        assert_eq!(to.redrive().await.unwrap(), 4);
        assert_eq!((relay(&inbox, &to).await.handled, endpoint.count()), (4, 6));
    }
    assert!(start(10_000).2.enabled(), "and it stays on");
}

/// A clock on which no pause ever ends.
#[derive(Debug, Default)]
struct Standing(Notify);

impl Clock for Standing {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        self.0.notify_one();
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn an_event_goes_on_where_its_schedule_stood_before_a_restart() {
    let (endpoint, folder) = (Endpoint::start().await, tempfile::tempdir().unwrap());
    endpoint.status.store(500, Ordering::SeqCst);
    let mut slow = RelayOptions::default();
    slow.schedule = Some(vec![Duration::from_millis(1_000), Duration::from_millis(2_000)]);
    let standing = Arc::new(Standing::default());
    {
        let (inbox, receiver, to) =
            life(folder.path(), &endpoint.url, Arc::clone(&standing) as _, 5_000, slow.clone());
        post(&receiver, "shop", &message("1@c.us", "A", "x")).await;
        let event = inbox.read(&ReplayRange::default(), 0, 1).await.unwrap().remove(0);
        tokio::select! {
            ended = to.deliver(&event) => panic!("{ended:?}"),
            () = standing.0.notified() => {}
        }
    }
    let clock = Skipping::default();
    let (inbox, _, to) = life(folder.path(), &endpoint.url, Arc::new(clock.clone()), 5_700, slow);
    assert_eq!(relay(&inbox, &to).await.dead, 1);
    assert_eq!(clock.pauses(), [Duration::from_millis(300), Duration::from_millis(2_000)], "the rest of it");
    assert_eq!(endpoint.count(), 3, "as many attempts as the schedule has, over both lives");
}

#[tokio::test]
async fn gone_means_gone() {
    let endpoint = Endpoint::start().await;
    endpoint.status.store(410, Ordering::SeqCst);
    let (inbox, receiver, to, _) = setup(&endpoint.url, RelayOptions::default());
    post(&receiver, "shop", &message("1@c.us", "A", "x")).await;
    assert_eq!(relay(&inbox, &to).await.dead, 1);
    assert_eq!((endpoint.count(), to.enabled()), (1, false));
    assert!(to.off().unwrap().reason.contains("410"));
}

#[tokio::test]
async fn the_address_and_the_secret_of_a_relay_are_not_printed() {
    watch_for(KEY);
    let nobody = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap();
    let mut once = RelayOptions::default();
    (once.schedule, once.disable_after) = (Some(Vec::new()), 1);
    for url in [
        format!("http://{nobody}/{KEY}"),
        format!("https://{nobody}/in?key={KEY}"),
        format!("http://user:{KEY}@{nobody}/in"),
    ] {
        let (inbox, receiver, to, _) = setup(&url, once.clone());
        post(&receiver, "shop", &message("1@c.us", "A", "x")).await;
        assert_eq!(relay(&inbox, &to).await.dead, 1);
        let letter = inbox.dead_letters().await.unwrap().remove(0);
        let said = format!("{to:?} {:?} {}", to.off().unwrap(), letter.error);
        assert!(said.contains("is not reached"), "{said}");
        assert!(!said.contains(KEY) && !said.contains(RELAY_SECRET), "{said}");
    }
    let (inbox, ..) = setup("http://h/", once);
    for (url, secret) in
        [(format!("mailto:{KEY}"), RELAY_SECRET), (KEY.to_owned(), "x"), (format!("http://h/{KEY}"), "")]
    {
        let refused = Relay::new(&inbox, &url, Secret::new(secret), RelayOptions::default());
        check_error(&refused.unwrap_err());
    }
}
