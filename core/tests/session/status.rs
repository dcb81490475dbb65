//! `status`: what it costs and what it says.

use serde_json::json;
use wppkit::{CallOptions, SessionState, Status};
use wppkit_mock::world::session::{LoginKind, StateWord};

use crate::support::Mock;

#[tokio::test]
async fn every_state_of_the_server_has_its_word_its_evidence_and_its_price() {
    for (state, expected, calls) in [
        (StateWord::Absent, SessionState::Closed, 1),
        (StateWord::ClosedByUser, SessionState::Closed, 1),
        (StateWord::Initializing, SessionState::Starting, 1),
        (StateWord::QrCode, SessionState::AwaitingQr, 1),
        (StateWord::PhoneCode, SessionState::AwaitingPairing, 1),
        (StateWord::Closed, SessionState::AutoClosed, 1),
        (StateWord::Connected, SessionState::Connected, 4),
    ] {
        let mock = Mock::start().await;
        mock.place(state, LoginKind::Qr);
        let shop = mock.shop();
        let status = shop.status().await.unwrap();
        assert_eq!((status.state, mock.calls().len()), (expected, calls), "{state:?}");
        assert!(status.evidence[0].text.starts_with("status-session said"), "{:?}", status.evidence);
        assert!(status.raw.status.is_some());
        assert_eq!(status.hint.is_none(), expected == SessionState::Connected, "{state:?}");
        let known = !matches!(state, StateWord::Absent | StateWord::ClosedByUser);
        assert_eq!(status.version.as_deref(), known.then_some("2.10.4"), "{state:?}");
        assert_eq!(status.qr.is_some_and(|qr| qr.fresh), state == StateWord::QrCode, "{state:?}");
    }
}

#[tokio::test]
async fn one_look_is_not_yet_a_connection_and_the_next_one_is() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    let shop = mock.shop();
    assert_eq!(shop.status_with(Status::once()).await.unwrap().state, SessionState::Syncing);
    let status = shop.status_with(Status::once()).await.unwrap();
    assert_eq!((status.state, status.connected_for_checks), (SessionState::Connected, 2));
    assert_eq!(mock.calls().len(), 4);
}

#[tokio::test]
async fn helpers_are_called_by_id_like_operations() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Qr);
    let shop = mock.shop();
    let options = CallOptions::default();
    let status = shop.call_json("status", json!({}), &options).await.unwrap();
    assert_eq!(status["state"], "connected");
    assert_eq!(status["connectedForChecks"], 2);
    let report = shop.call_json("close", json!(null), &options).await.unwrap();
    assert_eq!(report["after"], "closed");
    let error = shop.call_json("status", json!({"speed": 1}), &options).await.unwrap_err();
    assert_eq!(error.code().as_str(), "invalid_input");
    let error =
        shop.call_json("wait-until-connected", json!({"stableChecks": 0}), &options).await.unwrap_err();
    assert_eq!((error.code().as_str(), error.operation()), ("invalid_input", Some("wait-until-connected")));
}

#[tokio::test]
async fn a_refused_call_makes_the_state_degraded_at_once() {
    let mock = Mock::start().await;
    mock.place(StateWord::Connected, LoginKind::Stored);
    let shop = mock.shop();
    shop.status().await.unwrap();
    assert!(mock.driver.lock().crash_browser("shop"));
    mock.advance(1_000);
    assert!(shop.device().get_phone_number().await.is_err());
    assert_eq!(shop.last_known_state(), SessionState::Degraded);
}
