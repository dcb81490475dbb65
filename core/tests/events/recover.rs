use serde_json::{Value, json};
use wppkit::{
    Client, Session, TokenMint,
    events::{EventKind, Inbox, Receiver, ReceiverOptions},
};
use wppkit_mock::{
    MockServer,
    world::faults::{CallFault, Fault},
};

use crate::{
    support::{Now, Skipping, noting, options, post, run, texts},
    watch::watch_for,
};

struct World {
    mock: MockServer,
    session: Session,
    inbox: Inbox,
    receiver: Receiver,
    now: Now,
}

async fn world() -> World {
    let mock = MockServer::builder().preset("recordings").frozen().start().await.unwrap();
    watch_for(mock.secret());
    let client = Client::builder(mock.url())
        .secret_key(mock.secret())
        .token_mint(TokenMint::Local { cost: 4 })
        .build()
        .unwrap();
    let now = Now::at(mock.clock().now_ms() as i64);
    let inbox = Inbox::in_memory(options(&now, &Skipping::default())).unwrap();
    let receiver = Receiver::new(&inbox, "http://h/", ReceiverOptions::default()).unwrap();
    World { session: client.session("main").unwrap(), mock, inbox, receiver, now }
}

impl World {
    /// A message arrives; its webhook, if it is delivered at all.
    async fn arrive(&self, chat: &str, text: &str, delivered: bool) {
        self.mock.session("main").deliver("message", json!({"chat": chat, "body": text})).unwrap();
        let body: Value = {
            let deliveries = self.mock.deliveries();
            let webhook =
                deliveries.iter().rev().map(|one| one.to_json()).find(|one| one["kind"] == "webhook");
            webhook.unwrap()["body"].clone()
        };
        if delivered {
            assert_eq!(post(&self.receiver, "main", &body).await.status, 200);
        }
        self.mock.clock().advance(10_000).await;
        self.now.set(self.mock.clock().now_ms() as i64);
    }

    fn ms(&self) -> i64 {
        self.mock.clock().now_ms() as i64
    }
}

const ALICE: &str = "5511999990001@c.us";
const BOB: &str = "5511999990002@c.us";

#[tokio::test]
async fn what_a_dead_window_swallowed_is_read_from_the_chats() {
    let world = world().await;
    world.arrive(ALICE, "before", true).await;
    let from = world.ms();
    world.arrive(ALICE, "lost in Alice's chat", false).await;
    world.arrive(BOB, "lost in Bob's chat", false).await;
    world.arrive(BOB, "seen", true).await;
    let to = world.ms();
    let gap = world.inbox.recover(&world.session, from, to).await.unwrap();
    assert_eq!((gap.recovered, &*gap.session, gap.from_ms, gap.to_ms), (2, "main", from, to));
    assert_eq!(gap.problem, None);
    for kind in [EventKind::Ack, EventKind::Reaction, EventKind::Call, EventKind::Presence] {
        assert!(gap.unknown_kinds.contains(&kind), "{kind}");
    }
    assert!(!gap.unknown_kinds.contains(&EventKind::Message));
    assert_eq!(world.inbox.gaps().await.unwrap(), [gap]);
    let (handlers, noted) = noting();
    run(&world.inbox, &handlers).await;
    let mut handled = texts(&noted);
    handled.sort();
    assert_eq!(handled, ["before", "lost in Alice's chat", "lost in Bob's chat", "seen"]);
    let recovered: Vec<_> =
        noted.lock().unwrap().iter().filter(|event| event.recovered()).map(|event| event.kind()).collect();
    assert_eq!(recovered, [EventKind::Message, EventKind::Message]);
    assert_eq!(world.inbox.recover(&world.session, from, to).await.unwrap().recovered, 0, "nothing twice");
}

#[tokio::test]
async fn a_late_webhook_of_a_recovered_message_is_a_duplicate() {
    let world = world().await;
    let from = world.ms();
    world.arrive(ALICE, "late", false).await;
    world.inbox.recover(&world.session, from, world.ms()).await.unwrap();
    let deliveries = world.mock.deliveries();
    let webhook =
        deliveries.iter().rev().map(|one| one.to_json()).find(|one| one["kind"] == "webhook").unwrap();
    post(&world.receiver, "main", &webhook["body"]).await;
    assert_eq!(world.inbox.counts().await.unwrap().waiting, 1);
}

#[tokio::test]
async fn a_clock_that_goes_wrong_here_loses_no_message() {
    for wrong_ms in [-240_000, 240_000, -7_200_000] {
        let world = world().await;
        world.arrive(ALICE, "before", true).await;
        // From here on this machine's time is another one than that of the messages.
        let from = world.ms() + wrong_ms;
        world.arrive(ALICE, "lost", false).await;
        let to = world.ms() + wrong_ms;
        world.now.set(to);
        let gap = world.inbox.recover(&world.session, from, to).await.unwrap();
        assert_eq!(gap.recovered, 1, "{wrong_ms} ms");
    }
}

#[tokio::test]
async fn what_came_long_after_a_span_is_none_of_it() {
    let world = world().await;
    let from = world.ms();
    world.arrive(ALICE, "within", false).await;
    let to = world.ms();
    world.mock.clock().advance(3_600_000).await;
    world.arrive(ALICE, "an hour later", false).await;
    assert_eq!(world.inbox.recover(&world.session, from, to).await.unwrap().recovered, 1);
}

#[tokio::test]
async fn more_messages_than_a_page_are_read_back_to_the_beginning() {
    let world = world().await;
    let from = world.ms();
    for number in 0..120 {
        world
            .mock
            .session("main")
            .deliver("message", json!({"chat": ALICE, "body": number.to_string()}))
            .unwrap();
        world.mock.clock().advance(1_000).await;
    }
    let gap = world.inbox.recover(&world.session, from, world.ms()).await.unwrap();
    assert_eq!(gap.recovered, 120);
}

#[tokio::test]
async fn a_chat_that_cannot_be_read_is_said() {
    let world = world().await;
    let from = world.ms();
    world.arrive(ALICE, "x", false).await;
    world.mock.faults([Fault::on_call("getMessages", CallFault::PageError { message: "boom".to_owned() })]);
    let gap = world.inbox.recover(&world.session, from, world.ms()).await.unwrap();
    assert_eq!(gap.recovered, 0);
    assert!(gap.problem.as_deref().is_some_and(|problem| problem.contains("could not be read")), "{gap:?}");
    assert!(world.inbox.gaps().await.unwrap()[0].problem.is_some());
}
