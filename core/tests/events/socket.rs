use std::sync::{Arc, Mutex};

use serde_json::json;
use tokio::sync::Notify;
use wppkit::events::{
    EventKind, Inbox, Receiver, ReceiverOptions,
    socket::{SocketClient, SocketNotice, SocketOptions, Unattributed},
};
use wppkit_mock::MockServer;

use crate::{
    support::{Now, SOON, Skipping, noting, options, post, run},
    watch::{look_through, watch_for},
};

/// Connects, lets things happen, and stops when the inbox has so many events.
async fn while_connected(
    mock: &MockServer,
    inbox: &Inbox,
    socket_options: SocketOptions,
    events: u64,
    happens: impl AsyncFnOnce(),
) -> Vec<SocketNotice> {
    watch_for(mock.secret());
    let client = SocketClient::new(inbox, mock.url(), socket_options).unwrap();
    let (connected, notices) = (Arc::new(Notify::new()), Arc::new(Mutex::new(Vec::new())));
    let (tells, notes) = (Arc::clone(&connected), Arc::clone(&notices));
    let running = client.run(move |notice| {
        if notice == SocketNotice::Connected {
            tells.notify_one();
        }
        notes.lock().unwrap().push(notice);
    });
    let doing = async {
        connected.notified().await;
        happens().await;
        while inbox.counts().await.unwrap().waiting < events {
            tokio::task::yield_now().await;
        }
    };
    let both = async {
        tokio::select! {
            ended = running => panic!("{ended:?}"),
            () = doing => {}
        }
    };
    tokio::time::timeout(SOON, both).await.expect("the events come");
    let notices = notices.lock().unwrap();
    look_through(&format!("{client:?} {notices:?}"));
    notices.clone()
}

fn fresh() -> Inbox {
    Inbox::in_memory(options(&Now::at(1_000), &Skipping::default())).unwrap()
}

fn arrive(mock: &MockServer, session: &str, event: &str, what: serde_json::Value) {
    mock.session(session).deliver(event, what).unwrap();
}

#[tokio::test]
async fn events_of_the_wanted_sessions_come_and_those_of_nobody_are_left_out() {
    let mock = MockServer::builder().preset("recordings").frozen().start().await.unwrap();
    let inbox = fresh();
    let mut only = SocketOptions::default();
    only.sessions = Some(vec!["main".to_owned()]);
    while_connected(&mock, &inbox, only, 2, async || {
        let chat = "5511999990001@c.us";
        arrive(&mock, "w1", "message", json!({"chat": chat, "body": "of another session"}));
        arrive(&mock, "main", "call", json!({"chat": chat}));
        arrive(&mock, "main", "message", json!({"chat": chat, "body": "a"}));
        arrive(&mock, "main", "message", json!({"chat": chat, "body": "b", "fromMe": true}));
    })
    .await;
    let (handlers, noted) = noting();
    run(&inbox, &handlers).await;
    let noted = noted.lock().unwrap();
    let seen: Vec<_> = noted.iter().map(|event| (event.session(), event.kind(), event.text())).collect();
    let expected = [("main", EventKind::Message, Some("a")), ("main", EventKind::SelfMessage, Some("b"))];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn what_names_no_session_is_kept_or_given_to_one_if_asked() {
    for (unattributed, session) in [(Unattributed::Keep, ""), (Unattributed::Of("main".to_owned()), "main")] {
        let mock = MockServer::builder().preset("recordings").frozen().start().await.unwrap();
        let inbox = fresh();
        let mut keep = SocketOptions::default();
        keep.unattributed = unattributed;
        while_connected(&mock, &inbox, keep, 1, async || arrive(&mock, "main", "call", json!({}))).await;
        let (handlers, noted) = noting();
        run(&inbox, &handlers).await;
        let noted = noted.lock().unwrap();
        assert_eq!((noted[0].kind(), noted[0].session()), (EventKind::Call, session));
    }
}

#[tokio::test]
async fn an_event_that_comes_both_ways_is_one() {
    let mock = MockServer::builder().preset("recordings").frozen().start().await.unwrap();
    let inbox = fresh();
    let receiver = Receiver::new(&inbox, "http://h/", ReceiverOptions::default()).unwrap();
    let mut of = SocketOptions::default();
    of.unattributed = Unattributed::Of("main".to_owned());
    while_connected(&mock, &inbox, of, 3, async || {
        for (event, what) in
            [("message", json!({"body": "x"})), ("ack", json!({"ack": 3})), ("call", json!({}))]
        {
            arrive(&mock, "main", event, what);
        }
    })
    .await;
    let webhooks = mock.deliveries();
    let webhooks = webhooks.iter().map(|one| one.to_json()).filter(|one| one["kind"] == "webhook");
    for webhook in webhooks {
        post(&receiver, "main", &webhook["body"]).await;
    }
    assert_eq!(inbox.counts().await.unwrap().waiting, 3);
}

#[tokio::test]
async fn a_lost_connection_is_made_again() {
    let mock = MockServer::builder().preset("recordings").frozen().start().await.unwrap();
    let inbox = fresh();
    let client = SocketClient::new(&inbox, mock.url(), SocketOptions::default()).unwrap();
    let connections = Arc::new(tokio::sync::Semaphore::new(0));
    let up = Arc::clone(&connections);
    let losses = Arc::new(Mutex::new(Vec::new()));
    let lost = Arc::clone(&losses);
    let running = client.run(move |notice| match notice {
        SocketNotice::Connected => up.add_permits(1),
        notice => lost.lock().unwrap().push(notice),
    });
    let doing = async {
        for _ in 0..3 {
            connections.acquire().await.unwrap().forget();
            mock.restart();
        }
        connections.acquire().await.unwrap().forget();
    };
    tokio::select! {
        ended = running => panic!("{ended:?}"),
        () = doing => {}
        () = tokio::time::sleep(SOON) => panic!("no new connection"),
    }
    let losses = losses.lock().unwrap();
    look_through(&format!("{losses:?}"));
    assert!(losses.len() >= 3);
}
