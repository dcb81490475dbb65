//! Events that arrive in an inbox are part of what is known of a session, and spare the server questions.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};
use wppkit::{
    Connect, Session, SessionState,
    events::{Inbox, InboxOptions, Receiver, ReceiverOptions},
};
use wppkit_mock::world::session::{LoginKind, PhoneAction, StateWord};

use crate::support::{Mock, StandingClock, eventually, until};

fn inbox() -> (Inbox, Receiver) {
    let inbox = Inbox::in_memory(InboxOptions::default()).unwrap();
    let receiver = Receiver::new(&inbox, "http://127.0.0.1:9/hooks", ReceiverOptions::default()).unwrap();
    (inbox, receiver)
}

async fn arrives(receiver: &Receiver, body: Value) {
    let url = receiver.webhook_url("shop").await.unwrap();
    crate::watch::watch_for(url.rsplit('/').next().unwrap());
    let token = url.rsplit('/').next().unwrap();
    let answer = receiver.receive("POST", token, None, Bytes::from(body.to_string())).await;
    assert_eq!(answer.status, 200);
}

/// A login waits for a minute in which nobody scans the code; how often the server was asked meanwhile.
async fn questions(shop: Session, mock: &Mock, clock: &StandingClock, receiver: Option<&Receiver>) -> usize {
    let mut login = shop.connect(Connect::qr());
    let waiter = tokio::spawn(async move { while login.next().await.is_some() {} });
    // Its pause, and the limit of the login.
    eventually("the first look", || clock.sleeping() == 2).await;
    let first = mock.count("status-session");
    for second in 0..60 {
        if second % 20 == 0
            && let Some(receiver) = receiver
        {
            let looks = shop.looks_made();
            arrives(
                receiver,
                json!({"event": "qrcode", "session": "shop", "qrcode": format!("code {second}")}),
            )
            .await;
            eventually("the event makes it look at once", || shop.looks_made() > looks).await;
            eventually("it pauses again", || clock.sleeping() == 2).await;
        }
        clock.advance(Duration::from_secs(1));
        eventually("it looked and pauses again", || clock.sleeping() == 2).await;
    }
    waiter.abort();
    mock.count("status-session") - first
}

fn patient(mock: &Mock, clock: &StandingClock) -> Session {
    let client = mock.builder().pace(wppkit::Pace::default()).clock(clock.clone()).build().unwrap();
    client.session("shop").unwrap()
}

#[tokio::test]
async fn who_hears_events_asks_less() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    let clock = StandingClock::new();
    let deaf = questions(patient(&mock, &clock), &mock, &clock, None).await;
    let (clock, (inbox, receiver)) = (StandingClock::new(), inbox());
    let shop = patient(&mock, &clock);
    inbox.feed(shop.client());
    let hearing = questions(shop, &mock, &clock, Some(&receiver)).await;
    assert_eq!((hearing, deaf), (3, 30), "one for each event, instead of one every 2 s");
}

#[tokio::test]
async fn a_login_through_a_receiver_shows_the_scan() {
    let mock = Mock::start().await;
    mock.place(StateWord::ClosedByUser, LoginKind::Qr);
    mock.pass(500);
    let (_inbox, receiver) = inbox();
    let shop = mock.shop();
    let mut login = shop.connect(Connect::qr().receiver(&receiver));
    until(&mut login, "qr").await;
    mock.pass(0);
    arrives(&receiver, json!({"event": "status-find", "status": "qrReadSuccess"})).await;
    assert_eq!(shop.last_known_state(), SessionState::Syncing, "the login taught the receiver its client");
    mock.phone(PhoneAction::Scan { wait: false, sync_ms: None });
    mock.pass(500);
    until(&mut login, "connected").await;
}

#[tokio::test]
async fn only_sessions_that_somebody_asked_for_learn() {
    let mock = Mock::start().await;
    let (inbox, receiver) = inbox();
    let client = mock.client();
    inbox.feed(&client);
    arrives(&receiver, json!({"event": "status-find", "status": "inChat"})).await;
    let shop = client.session("shop").unwrap();
    assert_eq!(shop.last_known_state(), SessionState::Unknown, "it came too early");
    arrives(&receiver, json!({"event": "status-find", "status": "isLogged"})).await;
    assert_eq!(shop.last_known_state(), SessionState::Syncing);
}
