//! Waiting: shared, sparse and no longer than it makes sense.

use std::time::Duration;

use futures_util::future::join_all;
use wppkit::{ErrorCode, SessionState, Status, WaitUntilConnected};
use wppkit_mock::world::session::{LoginKind, StateWord};

use crate::support::{Mock, StandingClock, eventually, quick};

#[tokio::test]
async fn fifty_waiters_cost_the_server_what_one_does() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    let clock = StandingClock::new();
    let shop = mock.shop_with(&clock);
    let mut waiters: Vec<_> = (0..50)
        .map(|_| {
            let shop = shop.clone();
            tokio::spawn(async move { shop.wait_until_connected(WaitUntilConnected::default()).await })
        })
        .collect();
    eventually("everybody looked and pauses", || clock.pausing() >= 50).await;
    let first = mock.count("status-session");
    assert!(first <= 2, "one look under way and one after it serve all: {first}");
    for round in 1..=5 {
        clock.advance(Duration::from_millis(2));
        eventually("the next look", || mock.count("status-session") > first + round - 1).await;
        eventually("everybody pauses again", || clock.pausing() >= 50).await;
        assert!(mock.count("status-session") <= first + 2 * round, "round {round}");
    }
    waiters.drain(..).for_each(|waiter| waiter.abort());
}

#[tokio::test]
async fn when_nobody_waits_nothing_is_asked() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    let clock = StandingClock::new();
    let shop = mock.shop_with(&clock);
    let waiter = {
        let shop = shop.clone();
        tokio::spawn(async move { shop.wait_until_connected(WaitUntilConnected::default()).await })
    };
    eventually("the waiter pauses after its look", || clock.pausing() == 1).await;
    let before = (mock.count("status-session"), shop.looks_made());
    waiter.abort();
    assert!(waiter.await.unwrap_err().is_cancelled());
    assert_eq!(clock.pausing(), 0, "nothing is left behind that would look again");
    clock.advance(Duration::from_secs(600));
    for _ in 0..20 {
        shop.client().healthz().await.unwrap();
    }
    assert_eq!((mock.count("status-session"), shop.looks_made()), before);
}

#[tokio::test]
async fn the_deadline_of_a_wait_says_what_the_session_was() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    let waiting = WaitUntilConnected::within(Duration::from_millis(20));
    let shop = mock.shop();
    shop.status().await.unwrap();
    let error = shop.wait_until_connected(waiting).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Timeout);
    assert!(error.message().contains("awaiting_qr"), "{error}");
}

#[tokio::test]
async fn everybody_gets_the_connection_at_once() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    mock.scan();
    mock.pass(100);
    let shop = mock.shop();
    let all = join_all((0..10).map(|_| shop.wait_until_connected(WaitUntilConnected::default()))).await;
    assert!(all.into_iter().all(|status| status.unwrap().state == SessionState::Connected));
}

#[tokio::test]
async fn hopeless_states_end_the_wait_before_its_deadline() {
    for (state, code) in [
        (StateWord::Absent, ErrorCode::NotConnected),
        (StateWord::ClosedByUser, ErrorCode::NotConnected),
        (StateWord::Closed, ErrorCode::AutoClosed),
    ] {
        let mock = Mock::start().await;
        mock.place(state, LoginKind::Qr);
        let error = mock.shop().wait_until_connected(WaitUntilConnected::default()).await.unwrap_err();
        assert_eq!(error.code(), code, "{state:?}");
        assert!(error.hint().is_some());
    }
}

#[tokio::test]
async fn more_checks_can_be_asked_for_and_fewer_are_refused() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    let shop = mock.shop();
    let status = shop.wait_until_connected(WaitUntilConnected::default().stable_checks(5)).await.unwrap();
    assert_eq!(status.connected_for_checks, 5);
    let error = shop.wait_until_connected(WaitUntilConnected::default().stable_checks(1)).await.unwrap_err();
    assert_eq!((error.code(), error.operation()), (ErrorCode::InvalidInput, Some("wait-until-connected")));
}

#[tokio::test]
async fn a_starting_session_that_is_stuck_ends_the_wait() {
    let mock = Mock::start().await;
    mock.place(StateWord::Initializing, LoginKind::Qr);
    let mut pace = quick();
    pace.stuck_after = Duration::from_millis(20);
    let shop = mock.builder().pace(pace).build().unwrap().session("shop").unwrap();
    let error = shop.wait_until_connected(WaitUntilConnected::default()).await.unwrap_err();
    assert!(error.message().contains("INITIALIZING"), "{error}");
}

#[tokio::test]
async fn simultaneous_questions_share_a_look() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    let shop = mock.shop();
    shop.status().await.unwrap();
    let before = mock.count("status-session");
    let all = join_all((0..40).map(|_| shop.status_with(Status::once()))).await;
    assert!(all.into_iter().all(|status| status.unwrap().state == SessionState::AwaitingQr));
    assert!(mock.count("status-session") - before <= 2);
}
