use serde_json::json;
use wppkit::events::{Appended, EventKind, Inbox, InboxOptions, Receiver, ReceiverOptions, ReplayRange};

use crate::support::{Now, Skipping, inbox, message, noting, options, post, run, texts, webhook_url};

#[tokio::test]
async fn a_flood_of_duplicates_is_one_event() {
    let (inbox, receiver) = inbox();
    let body = message("1@c.us", "A", "x");
    let posts = (0..200).map(|_| post(&receiver, "shop", &body));
    let answers = futures_util::future::join_all(posts).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    let new = answers.iter().filter(|answer| matches!(answer.appended, Some(Appended::New(_)))).count();
    assert_eq!(new, 1);
    let (handlers, noted) = noting();
    assert_eq!(run(&inbox, &handlers).await.handled, 1);
    assert_eq!(texts(&noted), ["x"]);
}

#[tokio::test]
async fn a_state_may_come_again_after_a_while() {
    let now = Now::at(0);
    let inbox = Inbox::in_memory(options(&now, &Skipping::default())).unwrap();
    let receiver = Receiver::new(&inbox, "http://h/", ReceiverOptions::default()).unwrap();
    let body = json!({"event": "status-find", "status": "inChat", "session": "shop"});
    for (ms, new) in [(0, true), (9_000, false), (20_000, true), (20_001, false)] {
        now.set(ms);
        let appended = post(&receiver, "shop", &body).await.appended.unwrap();
        assert_eq!(matches!(appended, Appended::New(_)), new, "{ms} ms");
    }
}

#[tokio::test]
async fn the_session_of_the_address_wins() {
    let (inbox, receiver) = inbox();
    for body in [
        json!({"event": "qrcode", "qrcode": "AAAA"}),
        json!({"event": "onack", "session": "evil", "id": "x", "ack": 1}),
    ] {
        post(&receiver, "shop", &body).await;
    }
    let (handlers, noted) = noting();
    run(&inbox, &handlers).await;
    let noted = noted.lock().unwrap();
    assert!(noted.iter().all(|event| event.session() == "shop") && noted.len() == 2);
    assert_eq!(noted[1].event().session.as_deref(), Some("evil"), "what the payload says is kept");
}

#[tokio::test]
async fn what_was_handled_can_be_replayed_and_read() {
    let (inbox, receiver) = inbox();
    for id in ["A", "B", "C"] {
        post(&receiver, "shop", &message("1@c.us", id, id)).await;
    }
    let (handlers, noted) = noting();
    run(&inbox, &handlers).await;
    let mut range = ReplayRange::default();
    range.from_seq = Some(2);
    assert_eq!(inbox.replay(&range).await.unwrap(), 2);
    run(&inbox, &handlers).await;
    assert_eq!(texts(&noted), ["A", "B", "C", "B", "C"]);
    let read = inbox.read(&range, 0, 10).await.unwrap();
    assert_eq!(read.iter().map(|event| event.seq()).collect::<Vec<_>>(), [2, 3]);
    let counts = inbox.counts().await.unwrap();
    assert_eq!((counts.waiting, counts.handled, counts.dead), (0, 3, 0));
}

#[tokio::test]
async fn what_is_old_and_handled_is_forgotten_and_what_waits_is_not() {
    let now = Now::at(0);
    let inbox = Inbox::in_memory(options(&now, &Skipping::default())).unwrap();
    let receiver = Receiver::new(&inbox, "http://h/", ReceiverOptions::default()).unwrap();
    post(&receiver, "shop", &message("1@c.us", "A", "handled")).await;
    run(&inbox, &noting().0).await;
    post(&receiver, "shop", &message("1@c.us", "B", "waiting")).await;
    now.set(8 * 24 * 60 * 60 * 1_000);
    post(&receiver, "shop", &message("1@c.us", "C", "new")).await;
    let counts = inbox.counts().await.unwrap();
    assert_eq!((counts.waiting, counts.handled), (2, 0));
}

#[tokio::test]
async fn an_unknown_event_is_stored_and_handed_on_as_it_came() {
    let (inbox, receiver) = inbox();
    let body = json!({"event": "onsomething", "session": "shop", "deep": [{"x": null}]});
    assert_eq!(post(&receiver, "shop", &body).await.status, 200);
    let (handlers, noted) = noting();
    run(&inbox, &handlers).await;
    let event = noted.lock().unwrap()[0].clone();
    assert_eq!((event.kind(), event.to_json()["data"].clone()), (EventKind::Unknown, body));
}

#[tokio::test]
async fn a_file_keeps_everything_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.db");
    let before = {
        let inbox = Inbox::open(&path, InboxOptions::default()).unwrap();
        let receiver = Receiver::new(&inbox, "http://h/hooks", ReceiverOptions::default()).unwrap();
        post(&receiver, "shop", &message("1@c.us", "A", "x")).await;
        inbox.beat().await.unwrap();
        webhook_url(&receiver, "shop").await
    };
    let inbox = Inbox::open(&path, InboxOptions::default()).unwrap();
    let receiver = Receiver::new(&inbox, "http://h/hooks", ReceiverOptions::default()).unwrap();
    assert_eq!(webhook_url(&receiver, "shop").await, before, "the server goes on posting there");
    assert!(inbox.silent_since_ms().is_some());
    assert_eq!(inbox.webhook_base("shop").await.unwrap().as_deref(), Some("http://h/hooks"));
    assert_eq!(inbox.webhook_base("store").await.unwrap(), None);
    let (handlers, noted) = noting();
    run(&inbox, &handlers).await;
    assert_eq!(texts(&noted), ["x"]);
}
