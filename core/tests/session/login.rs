//! Logins by QR code and by a stored login.

use std::time::Duration;

use serde_json::json;
use wppkit::{Connect, ErrorCode, SessionState, Stage};
use wppkit_mock::world::session::{LoginKind, PhoneAction, StateWord};

use crate::support::{Mock, stages, until};

fn qr_text(stage: &Stage) -> &str {
    match stage {
        Stage::Qr(qr) => qr.text(),
        other => panic!("no QR code: {other:?}"),
    }
}

#[tokio::test]
async fn a_webhook_that_no_event_would_reach_is_refused_before_anything_is_sent() {
    let mock = Mock::start().await;
    for webhook in ["", "bot.example/hooks", "ftp://bot.example/hooks"] {
        let mut login = mock.shop().connect(Connect::qr().webhook(webhook));
        let error = login.next().await.unwrap().unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidInput, "{error}");
        assert!(error.message().starts_with("webhook: ") && error.hint().is_some(), "{error:?}");
    }
    assert!(mock.calls().is_empty());
}

#[tokio::test]
async fn a_first_login_by_qr_code() {
    let mock = Mock::start().await;
    mock.pass(200);
    let shop = mock.shop();
    let mut login = shop.connect(Connect::qr());
    assert_eq!(login.next().await.unwrap().unwrap().name(), "starting");

    let first = until(&mut login, "qr").await;
    mock.pass(0);
    let shown = shop.session().status_session().await.unwrap();
    assert_eq!(Some(qr_text(&first)), shown.urlcode.as_deref(), "the code is the server's present one");

    mock.phone(PhoneAction::NewCode);
    mock.advance(100);
    let second = until(&mut login, "qr").await;
    assert_ne!(qr_text(&first), qr_text(&second));
    let Stage::Qr(qr) = &second else { panic!() };
    assert_eq!(qr.seq(), 2);
    assert!(!qr.is_stale() && qr.png().unwrap().starts_with(b"\x89PNG"));

    mock.scan();
    mock.pass(200);
    let (rest, end) = stages(&mut login).await;
    end.unwrap();
    assert_eq!(rest, ["scanned", "connected"]);
    assert_eq!(shop.last_known_state(), SessionState::Connected);
    assert_eq!(
        mock.bodies("start-session"),
        [json!({})],
        "one start, and nothing that erases stored settings"
    );
}

#[tokio::test]
async fn a_connected_session_is_checked_twice_and_not_started() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    let mut login = mock.shop().connect(Connect::qr());
    let (names, end) = stages(&mut login).await;
    end.unwrap();
    assert_eq!(names, ["syncing", "connected"], "its left-over QR code is not shown");
    assert_eq!(mock.count("start-session"), 0);
    assert_eq!(mock.count("check-connection-session"), 2);
    assert!(login.next().await.is_none(), "the stream stays ended");
}

#[tokio::test]
async fn a_stored_login_needs_no_code() {
    for state in [StateWord::ClosedByUser, StateWord::Absent, StateWord::Closed] {
        let mock = Mock::start().await;
        mock.place(state, LoginKind::Stored);
        mock.pass(200);
        let (names, end) = stages(&mut mock.shop().connect(Connect::qr())).await;
        end.unwrap_or_else(|error| panic!("{state:?}: {error}"));
        assert_eq!(names, ["starting", "syncing", "connected"], "{state:?}");
    }
}

#[tokio::test]
async fn a_waiting_code_is_joined() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    let mut login = mock.shop().connect(Connect::qr());
    assert_eq!(login.next().await.unwrap().unwrap().name(), "qr");
    assert_eq!(mock.count("start-session"), 0);
}

#[tokio::test]
async fn the_code_of_an_autoclosed_login_is_never_shown() {
    let mock = Mock::start().await;
    mock.place(StateWord::Closed, LoginKind::Qr);
    let shop = mock.shop();
    let stale = shop.status().await.unwrap().qr.unwrap();
    assert!(!stale.fresh);
    mock.pass(200);
    let mut login = shop.connect(Connect::qr());
    let fresh = until(&mut login, "qr").await;
    assert_ne!(qr_text(&fresh), stale.text);
    let Stage::Qr(qr) = &fresh else { panic!() };
    assert_eq!(qr.seq(), 1, "a new login counts anew");
}

#[tokio::test]
async fn an_autoclose_ends_the_login_with_advice() {
    let mock = Mock::start().await;
    mock.pass(200);
    let mut login = mock.shop().connect(Connect::qr());
    until(&mut login, "qr").await;
    mock.pass(0);
    mock.advance(61_000);
    let error = loop {
        match login.next().await.unwrap() {
            Ok(Stage::Qr(_)) => {}
            Ok(other) => panic!("{other:?}"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.code(), ErrorCode::AutoClosed);
    assert!(error.hint().unwrap().contains("connect()"), "{error:?}");
    assert_eq!(error.session(), Some("shop"));
    assert_eq!(mock.count("start-session"), 1, "a new code needs consent");
    assert!(login.next().await.is_none());
}

#[tokio::test]
async fn with_consent_an_autoclosed_login_goes_on_with_a_new_code() {
    let mock = Mock::start().await;
    mock.pass(200);
    let mut login = mock.shop().connect(Connect::qr().resume_after_autoclose(1));
    let first = until(&mut login, "qr").await;
    mock.pass(0);
    mock.advance(61_000);
    until(&mut login, "starting").await;
    mock.pass(200);
    let second = until(&mut login, "qr").await;
    assert_ne!(qr_text(&first), qr_text(&second));
    mock.pass(0);
    mock.advance(61_000);
    let (_, end) = stages(&mut login).await;
    assert_eq!(end.unwrap_err().code(), ErrorCode::AutoClosed, "once means once");
}

#[tokio::test]
async fn a_dropped_login_asks_nothing_more() {
    let mock = Mock::start().await;
    mock.pass(200);
    let shop = mock.shop();
    let mut login = shop.connect(Connect::qr());
    until(&mut login, "qr").await;
    drop(login);
    let before = mock.calls().len();
    for _ in 0..20 {
        shop.client().healthz().await.unwrap();
    }
    assert_eq!(mock.calls().len(), before + 20);
    assert_eq!(mock.state(), "QRCODE", "the server goes on by itself");
}

#[tokio::test]
async fn an_unpolled_login_sends_nothing() {
    let mock = Mock::start().await;
    drop(mock.shop().connect(Connect::qr()));
    assert!(mock.calls().is_empty());
}

#[tokio::test]
async fn the_deadline_ends_a_login_that_nobody_scans() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    let shop = mock.shop();
    shop.status().await.unwrap();
    let mut login = shop.connect(Connect::qr().timeout(Duration::from_millis(200)));
    let (names, end) = stages(&mut login).await;
    assert_eq!(names, ["qr"]);
    let error = end.unwrap_err();
    assert_eq!((error.code(), error.operation()), (ErrorCode::Timeout, Some("connect")));
    assert!(error.message().contains("awaiting_qr"), "{error}");
}

#[tokio::test]
async fn settings_of_the_caller_reach_the_server() {
    let mock = Mock::start().await;
    mock.pass(200);
    let options = Connect::qr().webhook("http://127.0.0.1:9/hook").device_name("Shop");
    let mut login = mock.shop().connect(options);
    until(&mut login, "qr").await;
    assert_eq!(
        mock.bodies("start-session"),
        [json!({"webhook": "http://127.0.0.1:9/hook", "deviceName": "Shop"})]
    );
}

#[tokio::test]
async fn an_event_shows_the_scan_before_any_poll_can() {
    let mock = Mock::start().await;
    mock.place(StateWord::QrCode, LoginKind::Qr);
    let shop = mock.shop();
    let mut login = shop.connect(Connect::qr());
    until(&mut login, "qr").await;
    let event = json!({"event": "status-find", "session": "shop", "status": "qrReadSuccess"});
    assert!(shop.observe_webhook(&event));
    assert!(!shop.observe_webhook(&json!({"event": "status-find", "session": "other", "status": "inChat"})));
    assert!(!shop.observe_webhook(&json!({"event": "onmessage", "session": "shop"})));
    assert_eq!(login.next().await.unwrap().unwrap().name(), "scanned");
    assert_eq!(shop.last_known_state(), SessionState::Syncing);
    assert_eq!(mock.state(), "QRCODE", "status-session does not know yet");
}

#[tokio::test]
async fn two_logins_at_once_start_one_browser_and_both_see_it() {
    let mock = Mock::start().await;
    mock.pass(100);
    let shop = mock.shop();
    let (mut one, mut other) = (shop.connect(Connect::qr()), shop.connect(Connect::qr()));
    let (first, second) = tokio::join!(until(&mut one, "qr"), until(&mut other, "qr"));
    assert_eq!(qr_text(&first), qr_text(&second));
    mock.scan();
    let ((_, one), (_, other)) = tokio::join!(stages(&mut one), stages(&mut other));
    one.unwrap();
    other.unwrap();
}

#[tokio::test]
async fn refresh_qr_gives_a_code_that_waits() {
    let mock = Mock::start().await;
    mock.place(StateWord::Closed, LoginKind::Qr);
    let shop = mock.shop();
    let stale = shop.status().await.unwrap().qr.unwrap().text;
    mock.pass(200);
    let fresh = shop.refresh_qr(wppkit::RefreshQr::default()).await.unwrap();
    assert!(fresh.fresh && fresh.text != stale);
    mock.pass(0);
    let again = shop.refresh_qr(wppkit::RefreshQr::default()).await.unwrap();
    assert_eq!(again.text, fresh.text, "the waiting code is the one to scan");
    mock.scan();
    mock.advance(5_000);
    let error = shop.refresh_qr(wppkit::RefreshQr::default()).await.unwrap_err();
    assert_eq!((error.code(), error.operation()), (ErrorCode::Rejected, Some("refresh-qr")));
}
