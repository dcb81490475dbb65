//! close, logout and wipe: what is reported is what was read back.

use std::time::Duration;

use serde_json::json;
use wppkit::{Client, ErrorCode, SessionState, Timeouts, Verb};
use wppkit_mock::world::session::{LoginKind, StateWord};

use crate::support::{Mock, quick};

#[tokio::test]
async fn close_is_proven_and_twice_is_no_error() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    let shop = mock.shop();
    let report = shop.close().await.unwrap();
    assert_eq!((report.verb, report.after, report.already), (Verb::Close, SessionState::Closed, false));
    assert!(report.proven[0].contains("CLOSED"), "{report:?}");
    assert_eq!(mock.state(), "closed_by_user");
    let again = shop.close().await.unwrap();
    assert!(again.already);
    assert_eq!(mock.count("close-session"), 1);
}

#[tokio::test]
async fn a_close_that_answers_500_and_worked_is_a_close() {
    for state in [StateWord::QrCode, StateWord::PhoneCode, StateWord::Initializing, StateWord::Closed] {
        let mock = Mock::start().await;
        mock.place(state, LoginKind::Qr);
        let report = mock.shop().close().await.unwrap_or_else(|error| panic!("{state:?}: {error}"));
        assert_eq!(report.after, SessionState::Closed, "{state:?}");
        assert_eq!(mock.state(), "closed_by_user", "{state:?}");
        let live_browser =
            matches!(state, StateWord::QrCode | StateWord::PhoneCode | StateWord::Initializing);
        assert_eq!(report.unproven.iter().any(|text| text.contains("autoclose")), live_browser, "{state:?}");
    }
}

#[tokio::test]
async fn a_browser_that_refuses_to_close_is_reported() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    mock.throw("close", json!({"kind": "pageError", "message": "no"}));
    let report = mock.shop().close().await.unwrap();
    assert_eq!(report.after, SessionState::Closed);
    assert!(report.unproven.iter().any(|text| text.contains("browser is gone")), "{report:?}");
}

#[tokio::test]
async fn closing_what_was_never_started_does_nothing() {
    let mock = Mock::start().await;
    let report = mock.shop().close().await.unwrap();
    assert!(report.already);
    assert_eq!(mock.calls(), ["status-session"]);
}

#[tokio::test]
async fn logout_unlinks_and_a_second_one_finds_it_done() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    mock.run(100.0);
    let shop = mock.shop();
    let report = shop.logout().await.unwrap();
    assert_eq!((report.before, report.after), (SessionState::Syncing, SessionState::Unlinked));
    assert!(report.proven.iter().any(|text| text.contains("no entry")), "{report:?}");
    assert!(report.unproven.iter().any(|text| text.contains("show-all-sessions")));
    assert_eq!(mock.state(), "absent");
    let again = shop.logout().await.unwrap();
    assert!(again.already);
    assert_eq!(mock.count("logout-session"), 1);
    assert_eq!(shop.status().await.unwrap().state, SessionState::Unlinked);
}

#[tokio::test]
async fn logout_of_a_session_that_is_not_connected_would_leave_the_link_and_is_refused() {
    for state in [StateWord::Absent, StateWord::ClosedByUser, StateWord::QrCode, StateWord::Initializing] {
        let mock = Mock::start().await;
        mock.place(state, LoginKind::Qr);
        let error = mock.shop().logout().await.unwrap_err();
        assert_eq!((error.code(), error.operation()), (ErrorCode::NotConnected, Some("logout")), "{state:?}");
        assert!(error.hint().unwrap().contains("connect()"));
        assert_eq!(mock.count("logout-session"), 0, "{state:?}");
    }
}

#[tokio::test]
async fn a_logout_that_whatsapp_never_confirms_ends_at_its_deadline_and_claims_nothing() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    mock.throw("logout", json!({"kind": "hang"}));
    let mut timeouts = Timeouts::default();
    timeouts.session = Duration::from_millis(100);
    let shop = mock.builder().timeouts(timeouts).build().unwrap().session("shop").unwrap();
    let error = shop.logout().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Timeout);
    assert!(error.hint().unwrap().contains("did not confirm"), "{error:?}");
    assert_eq!(mock.count("logout-session"), 1, "not repeated");
}

#[tokio::test]
async fn wipe_closes_first_and_says_what_stays() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Stored);
    let shop = mock.shop();
    let report = shop.wipe().await.unwrap();
    assert_eq!((report.verb, report.after), (Verb::Wipe, SessionState::Closed));
    let calls = mock.calls();
    let at = |id: &str| calls.iter().position(|call| *call == id).unwrap();
    assert!(at("close-session") < at("clear-session-data"), "{calls:?}");
    assert!(report.unproven.iter().any(|text| text.contains("phone was not told")), "{report:?}");
}

#[tokio::test]
async fn wipe_needs_the_secret_key_and_says_what_a_wrong_one_did() {
    let mock = Mock::start().await;
    mock.place(StateWord::ClosedByUser, LoginKind::Stored);
    let token = wppkit::mint_local("shop", &crate::support::SECRET.into(), 4).unwrap();
    let without = Client::builder(&mock.url).token(token.clone()).pace(quick()).build().unwrap();
    let error = without.session("shop").unwrap().wipe().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidInput);
    assert!(mock.calls().is_empty(), "refused before anything is sent");

    let wrong = Client::builder(&mock.url).secret_key("wrong").token(token).pace(quick()).build().unwrap();
    let error = wrong.session("shop").unwrap().wipe().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::WrongSecret);
    assert!(error.hint().unwrap().contains("deleted the profile all the same"), "{error:?}");
}
