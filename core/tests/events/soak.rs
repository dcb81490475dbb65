//! A hundred thousand events over a bad network, with crashes, under a frozen clock: nothing is lost, nothing doubled.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use serde_json::json;
use wppkit::{
    Client, Durability, Session, TokenMint,
    events::{
        DispatchOptions, EventHead, EventKind, Filter, Handlers, Inbox, Received, Receiver, ReceiverOptions,
        ReplayRange,
    },
};
use wppkit_mock::{
    MockServer,
    world::{effect::Effect, session::StateWord},
};

use crate::{
    support::{Now, SOON, Skipping, look_at, options, token},
    watch::watch_for,
};

const EVENTS: usize = 100_000;
const CHATS: usize = 40;
/// Events that are under way at the same time.
const BATCH: usize = 200;
/// Batches during which the receiver is down, and how it went down.
const OUTAGES: [(usize, bool); 5] = [(60, false), (150, true), (240, false), (350, true), (420, false)];

/// A random number from a seed; always the same ones.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// The server with its events taken off before they leave.
struct Server {
    mock: MockServer,
    session: Session,
    messages: BTreeSet<String>,
}

impl Server {
    async fn start() -> Self {
        let mock = MockServer::builder().webhook("http://nowhere/").frozen().start().await.unwrap();
        mock.session("shop").set(StateWord::Connected);
        watch_for(mock.secret());
        let client = Client::builder(mock.url())
            .secret_key(mock.secret())
            .token_mint(TokenMint::Local { cost: 4 })
            .build()
            .unwrap();
        Self { session: client.session("shop").unwrap(), mock, messages: BTreeSet::new() }
    }

    fn now(&self) -> i64 {
        self.mock.clock().now_ms() as i64
    }

    /// Lets so many things happen, a few milliseconds apart; gives the webhooks.
    fn happen(&mut self, count: usize, random: &mut Random) -> Vec<Bytes> {
        let mut world = self.mock.world().lock();
        let mut bodies = Vec::with_capacity(count);
        while bodies.len() < count {
            let chat = format!("55119{:08}@c.us", random.below(CHATS as u64));
            let what = match random.below(20) {
                0 => json!({"event": "presence", "chat": chat, "state": "composing"}),
                1 => json!({"event": "call", "chat": chat}),
                _ => {
                    let id = format!("false_{chat}_{:032X}", self.messages.len());
                    self.messages.insert(id.clone());
                    json!({"event": "message", "chat": chat, "body": "Olá", "id": id})
                }
            };
            world.deliver("shop", what.as_object().unwrap()).unwrap();
            world.advance(1 + random.below(20));
            for effect in world.take_effects() {
                if let Effect::Webhook { body, .. } = effect {
                    bodies.push(body);
                }
            }
        }
        bodies
    }
}

/// The network: some events come twice, some overtake others.
fn mistreat(bodies: Vec<Bytes>, late: &mut VecDeque<Bytes>, random: &mut Random) -> Vec<Bytes> {
    let mut arriving = Vec::new();
    for body in bodies {
        match random.below(20) {
            0 => arriving.extend([body.clone(), body]),
            1 => late.push_back(body),
            _ => arriving.push(body),
        }
        if random.below(10) == 0 {
            arriving.extend(late.pop_front());
        }
    }
    arriving
}

/// One life of the receiving process.
struct Process {
    inbox: Inbox,
    receiver: Receiver,
    token: String,
}

impl Process {
    async fn start(path: &Path, now: &Now) -> Self {
        let mut settings = options(now, &Skipping::default());
        settings.durability = Durability::Process;
        // Both sides have the same clock, and every window is a few seconds long.
        settings.clock_skew = Duration::ZERO;
        let inbox = Inbox::open(path, settings).unwrap();
        let receiver = Receiver::new(&inbox, "http://h/", ReceiverOptions::default()).unwrap();
        let token = token(&receiver, "shop").await;
        Self { inbox, receiver, token }
    }

    async fn take(&self, bodies: Vec<Bytes>) {
        let posts = bodies.into_iter().map(|body| self.receiver.receive("POST", &self.token, None, body));
        let answers = futures_util::future::join_all(posts).await;
        assert!(answers.iter().all(|answer| answer.status == 200));
    }
}

/// Id of a message, without reading the rest of it.
fn id(event: &Received) -> String {
    EventHead::of_webhook(event.raw()).unwrap().id.unwrap().into_owned()
}

#[tokio::test]
async fn a_hundred_thousand_events_over_a_bad_network_and_two_crashes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.db");
    let (mut server, mut random) = (Server::start().await, Random(7));
    let now = Now::at(server.now());
    let mut process = Process::start(&path, &now).await;
    // How often each event was handled.
    let handled: Arc<Mutex<BTreeMap<i64, u32>>> = Arc::default();
    let notes = Arc::clone(&handled);
    let handlers = Handlers::new().on(Filter::kind(EventKind::Message), move |event| {
        *notes.lock().unwrap().entry(event.seq()).or_default() += 1;
        async { Ok(()) }
    });
    let mut until_empty = DispatchOptions::default();
    until_empty.until_empty = true;
    let mut late = VecDeque::new();
    let mut lost_windows = Vec::new();
    for batch in 0..EVENTS / BATCH {
        let began = server.now();
        let bodies = server.happen(BATCH, &mut random);
        now.set(server.now());
        let Some((_, crashed)) = OUTAGES.iter().find(|(at, _)| *at == batch) else {
            process.take(mistreat(bodies, &mut late, &mut random)).await;
            if batch % 5 == 0 {
                process.inbox.run(&handlers, until_empty).await.unwrap();
            }
            continue;
        };
        // Nothing of this batch arrives.
        if *crashed {
            // Handlers are cut off in the middle: what they did is not written down.
            let mut running = Box::pin(process.inbox.run(&handlers, DispatchOptions::default()));
            for _ in 0..3 {
                drop(futures_util::poll!(&mut running));
                tokio::task::yield_now().await;
            }
            drop(running);
            drop(process);
            process = Process::start(&path, &now).await;
        }
        let gap = process.inbox.recover(&server.session, began, server.now()).await.unwrap();
        assert!(gap.recovered > 0 && gap.problem.is_none(), "{gap:?}");
        lost_windows.push((began, server.now()));
    }
    process.take(late.into()).await;
    let ending = process.inbox.run(&handlers, until_empty);
    tokio::time::timeout(SOON, ending).await.unwrap().unwrap();

    look_at(&process.inbox).await;
    let handled = handled.lock().unwrap().clone();
    let mut stored = BTreeMap::<String, u32>::new();
    let mut after = 0;
    loop {
        let page = process.inbox.read(&ReplayRange::default(), after, 1_000).await.unwrap();
        let Some(last) = page.last() else { break };
        after = last.seq();
        for event in page.iter().filter(|event| event.kind() == EventKind::Message) {
            assert!(handled.contains_key(&event.seq()), "{} was not handled", id(event));
            *stored.entry(id(event)).or_default() += 1;
        }
    }
    let missed = server.messages.iter().filter(|id| !stored.contains_key(*id)).count();
    assert_eq!((missed, stored.len()), (0, server.messages.len()), "every message came");
    assert!(stored.values().all(|count| *count == 1), "once each");
    let again: u32 = handled.values().map(|count| count - 1).sum();
    assert!(again <= 2 * 1_024, "only what a crash cut off was handled again: {again}");
    let gaps = process.inbox.gaps().await.unwrap();
    let windows: Vec<_> = gaps.iter().map(|gap| (gap.from_ms, gap.to_ms)).collect();
    assert_eq!(windows, lost_windows);
    for gap in gaps {
        assert_eq!(gap.session, "shop");
        assert!(
            gap.unknown_kinds.contains(&EventKind::Call) && gap.unknown_kinds.contains(&EventKind::Presence)
        );
    }
}
