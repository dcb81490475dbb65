//! Browsers that die or never come up, links that go, and starts that must wait.

use std::time::Duration;

use serde_json::json;
use wppkit::{Connect, ErrorCode, Logout, RetryPolicy, SessionState, WaitUntilConnected};
use wppkit_mock::world::{
    faults::{Action, Fault, Match, Reset, WireFault},
    session::{BrowserTrouble, LoginKind, PhoneAction, Placement, StateWord},
};

use crate::support::{Mock, StandingClock, eventually, quick, stages, until};

#[tokio::test]
async fn a_browser_that_never_comes_up_ends_the_login_with_the_cure() {
    let mock = Mock::start().await;
    mock.driver.lock().trouble_browser("shop", BrowserTrouble { fails: 1, slow_ms: 0 });
    mock.pass(1_000);
    let mut pace = quick();
    pace.stuck_after = Duration::from_millis(300);
    let shop = mock.builder().pace(pace).build().unwrap().session("shop").unwrap();
    let (names, end) = stages(&mut shop.connect(Connect::qr())).await;
    let error = end.unwrap_err();
    assert_eq!((names, error.code()), (vec!["starting"], ErrorCode::Timeout));
    assert!(error.message().contains("INITIALIZING"), "{error}");
    assert!(error.hint().unwrap().contains("restart()"), "{error:?}");
    assert_eq!(mock.count("start-session"), 1, "starting again does nothing there, so it is not tried");

    let mut login = shop.connect(Connect::qr().restart(true));
    until(&mut login, "qr").await;
    assert_eq!(mock.count("close-session"), 1);
    assert_eq!(mock.count("start-session"), 2);
}

#[tokio::test]
async fn a_launch_that_times_out_is_told_from_a_missed_scan() {
    let mock = Mock::start().await;
    mock.driver.lock().trouble_browser("shop", BrowserTrouble { fails: 0, slow_ms: 40_000 });
    mock.pass(2_000);
    let (_, end) = stages(&mut mock.shop().connect(Connect::qr())).await;
    let error = end.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Server);
    assert!(error.message().contains("gave up starting"), "{error}");
}

#[tokio::test]
async fn a_dead_browser_is_degraded_and_restarts_only_with_consent() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Stored);
    let shop = mock.shop();
    assert_eq!(shop.status().await.unwrap().state, SessionState::Connected);
    assert!(mock.driver.lock().crash_browser("shop"));
    mock.advance(1_000);
    let status = shop.status().await.unwrap();
    assert_eq!(status.state, SessionState::Degraded);
    assert_eq!(status.raw.status.as_deref(), Some("CONNECTED"), "the server's own word stays readable");

    let (names, end) = stages(&mut shop.connect(Connect::qr())).await;
    let error = end.unwrap_err();
    assert_eq!((names.len(), error.code()), (0, ErrorCode::NotConnected));
    assert!(error.hint().unwrap().contains("restart()"));
    let waited = shop.wait_until_connected(WaitUntilConnected::default()).await.unwrap_err();
    assert_eq!(waited.code(), ErrorCode::NotConnected, "waiting cannot help, so it ends before the deadline");

    mock.pass(200);
    let (names, end) = stages(&mut shop.connect(Connect::qr().restart(true))).await;
    end.unwrap();
    assert_eq!(names, ["starting", "syncing", "connected"]);
}

#[tokio::test]
async fn restart_revives_a_dead_browser_and_keeps_the_stored_webhook() {
    let mock = Mock::start().await;
    let placement = Placement {
        state: Some(StateWord::Connected),
        login: Some(LoginKind::Stored),
        webhook: Some(Some("http://127.0.0.1:9/hook".to_owned())),
        ..Placement::default()
    };
    mock.driver.lock().place("shop", &placement);
    assert!(mock.driver.lock().crash_browser("shop"));
    mock.advance(1_000);
    let shop = mock.shop();
    let report = shop.restart().await.unwrap();
    assert_eq!(report.before, SessionState::Degraded);
    assert!(!report.after.is_stopped(), "{report:?}");
    assert_eq!(mock.bodies("start-session"), [json!({})]);
    mock.pass(200);
    let status = shop.wait_until_connected(WaitUntilConnected::default()).await.unwrap();
    assert_eq!(status.state, SessionState::Connected);
    assert_eq!(mock.driver.lock().session_view("shop")["webhook"], "http://127.0.0.1:9/hook");
}

#[tokio::test]
async fn restart_is_refused_while_a_code_waits() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    let error = mock.shop().restart().await.unwrap_err();
    assert_eq!((error.code(), error.operation()), (ErrorCode::Rejected, Some("restart")));
    assert!(error.hint().unwrap().contains("refresh_qr()"));
    assert_eq!(mock.state(), "QRCODE");
}

#[tokio::test]
async fn a_removed_link_shows_as_closed_to_polls_and_as_unlinked_to_events() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    let shop = mock.shop();
    shop.status().await.unwrap();
    mock.phone(PhoneAction::Unlink);
    mock.advance(3_000);
    assert_eq!(shop.status().await.unwrap().state, SessionState::Closed, "polling cannot tell more");
    shop.observe_event("browserClose");
    shop.observe_event("disconnectedMobile");
    assert_eq!(shop.last_known_state(), SessionState::Unlinked);
    assert_eq!(shop.status().await.unwrap().state, SessionState::Unlinked, "and it stays known");
    mock.pass(200);
    let mut login = shop.connect(Connect::qr());
    until(&mut login, "qr").await;
}

#[tokio::test]
async fn a_start_waits_until_the_server_has_tidied_up_behind_a_logout() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    mock.run(100.0);
    let clock = StandingClock::new();
    let mut pace = quick();
    pace.logout_settle = Duration::from_secs(3);
    let shop = mock.builder().clock(clock.clone()).pace(pace).build().unwrap().session("shop").unwrap();
    let report = shop.logout_with(Logout::without_settling()).await.unwrap();
    assert_eq!(report.after, SessionState::Unlinked);

    let mut login = shop.connect(Connect::qr());
    assert_eq!(login.next().await.unwrap().unwrap().name(), "starting");
    let waiting = tokio::spawn(async move { until(&mut login, "qr").await });
    eventually("the start waits", || clock.next_wake() == Some(Duration::from_secs(3))).await;
    assert_eq!(mock.count("start-session"), 0);
    // Only now the late disconnectedMobile, which would have erased a session started before, is over.
    mock.advance(3_000);
    clock.advance(Duration::from_secs(3));
    tokio::select! {
        stage = waiting => assert_eq!(stage.unwrap().name(), "qr"),
        () = clock.end_pauses() => {}
    }
}

#[tokio::test]
async fn a_start_waits_for_the_browser_that_an_early_close_left_behind() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    let clock = StandingClock::new();
    let mut pace = quick();
    pace.orphan = Duration::from_secs(62);
    let shop = mock.builder().clock(clock.clone()).pace(pace).build().unwrap().session("shop").unwrap();
    let report = shop.close().await.unwrap();
    assert_eq!(report.after, SessionState::Closed);
    assert!(report.unproven.iter().any(|text| text.contains("autoclose")), "{report:?}");

    let mut login = shop.connect(Connect::qr());
    assert_eq!(login.next().await.unwrap().unwrap().name(), "starting");
    let waiting = tokio::spawn(async move { until(&mut login, "qr").await });
    eventually("the start waits", || clock.next_wake() == Some(Duration::from_secs(62))).await;
    assert_eq!(mock.count("start-session"), 0);
    // The orphan has closed itself by then, and its lock on the profile is gone.
    mock.advance(62_000);
    mock.pass(200);
    clock.advance(Duration::from_secs(62));
    tokio::select! {
        stage = waiting => assert_eq!(stage.unwrap().name(), "qr"),
        () = clock.end_pauses() => {}
    }
}

#[tokio::test]
async fn a_session_that_vanishes_during_the_login_ends_it() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    mock.pass(200);
    let shop = mock.shop();
    let mut login = shop.connect(Connect::qr());
    until(&mut login, "qr").await;
    // Another client closes it; this one had only joined, so it starts the session.
    mock.place(StateWord::ClosedByUser, LoginKind::Stored);
    let (names, end) = stages(&mut login).await;
    end.unwrap();
    assert!(names.contains(&"starting"), "{names:?}");
}

#[tokio::test]
async fn a_start_that_is_never_answered_does_not_keep_the_code_back() {
    let mock = Mock::start().await;
    mock.break_wire("start-session", WireFault::Hang);
    mock.pass(200);
    let mut login = mock.shop().connect(Connect::qr());
    until(&mut login, "qr").await;
    assert_eq!(mock.count("start-session"), 1);
}

#[tokio::test]
async fn a_start_whose_answer_is_lost_starts_once() {
    let mock = Mock::start().await;
    mock.break_wire("start-session", WireFault::Reset(Reset::After));
    mock.pass(200);
    let mut login = mock.shop().connect(Connect::qr());
    until(&mut login, "qr").await;
}

#[tokio::test]
async fn a_start_that_never_gets_through_ends_the_login_with_its_own_error() {
    let mock = Mock::start().await;
    mock.break_wire("start-session", WireFault::Reset(Reset::Before));
    let shop = mock.builder().retry(RetryPolicy::none()).build().unwrap().session("shop").unwrap();
    let (names, end) = stages(&mut shop.connect(Connect::qr())).await;
    let error = end.unwrap_err();
    assert_eq!((names, error.code()), (vec!["starting"], ErrorCode::Connect));
    assert_eq!(error.operation(), Some("start-session"));
}

#[tokio::test]
async fn passing_failures_of_looks_are_survived_and_lasting_ones_end_the_login() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    let shop = mock.builder().retry(RetryPolicy::none()).build().unwrap().session("shop").unwrap();
    let twice = Match { operation: Some("status-session".to_owned()), times: Some(2), ..Match::default() };
    let fault = Fault::new(twice, Action::Wire(WireFault::Reset(Reset::Before)));
    mock.driver.lock().faults.replace(vec![fault]);
    let mut login = shop.connect(Connect::qr());
    until(&mut login, "qr").await;
    mock.break_wire("status-session", WireFault::Reset(Reset::Before));
    let (_, end) = stages(&mut login).await;
    assert_eq!(end.unwrap_err().code(), ErrorCode::Connect);
    assert_eq!(shop.last_known_state(), SessionState::Unknown);
}
