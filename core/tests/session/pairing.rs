//! Logins by pairing code, which the server tells in one place only.

use serde_json::json;
use wppkit::{Connect, ErrorCode, Stage};
use wppkit_mock::world::session::{LoginKind, StateWord};

use crate::support::{Mock, stages, until};

fn code(stage: Stage) -> Option<String> {
    match stage {
        Stage::PairingCode(pairing) => pairing.code,
        other => panic!("no pairing code: {other:?}"),
    }
}

#[tokio::test]
async fn the_first_start_of_a_name_tells_the_code() {
    let mock = Mock::start().await;
    mock.pass(200);
    let shop = mock.shop();
    let mut login = shop.connect(Connect::pairing("+55 (11) 98888-7777"));
    let told = code(until(&mut login, "pairing_code").await).unwrap();
    assert_eq!(told.len(), 8);
    assert_eq!(mock.bodies("start-session"), [json!({"waitQrCode": true, "phone": "5511988887777"})]);
    mock.pass(0);
    mock.scan();
    mock.pass(200);
    let (rest, end) = stages(&mut login).await;
    end.unwrap();
    assert_eq!(rest, ["scanned", "connected"]);
}

#[tokio::test]
async fn after_a_close_the_server_would_not_tell_the_code_so_nothing_is_started() {
    let mock = Mock::start().await;
    mock.place(StateWord::ClosedByUser, LoginKind::Qr);
    let (names, end) = stages(&mut mock.shop().connect(Connect::pairing("5511988887777"))).await;
    let error = end.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotSupported);
    assert!(error.hint().unwrap().contains("observe_webhook"), "{error:?}");
    assert_eq!(names, ["starting"]);
    assert_eq!(mock.count("start-session"), 0);
}

#[tokio::test]
async fn a_code_that_only_the_webhook_knows_reaches_the_login_through_it() {
    let mock = Mock::start().await;
    mock.place(StateWord::ClosedByUser, LoginKind::Qr);
    mock.pass(200);
    let shop = mock.shop();
    let options = Connect::pairing("5511988887777").webhook("http://127.0.0.1:9/hook");
    let mut login = shop.connect(options);
    assert_eq!(code(until(&mut login, "pairing_code").await), None, "known to the webhook alone");
    mock.pass(0);
    for told in ["ABCD1234", "EFGH5678"] {
        let event = json!({"event": "phoneCode", "phoneCode": told, "phone": "5511988887777"});
        assert!(shop.observe_webhook(&event));
        assert_eq!(code(until(&mut login, "pairing_code").await).as_deref(), Some(told));
    }
    mock.scan();
    mock.pass(200);
    stages(&mut login).await.1.unwrap();
}

#[tokio::test]
async fn a_stored_login_leaves_the_start_unanswered_and_connects_all_the_same() {
    let mock = Mock::start().await;
    mock.place(StateWord::Absent, LoginKind::Stored);
    mock.pass(200);
    let (names, end) = stages(&mut mock.shop().connect(Connect::pairing("5511988887777"))).await;
    end.unwrap();
    assert_eq!(names, ["starting", "syncing", "connected"]);
}

#[tokio::test]
async fn the_two_kinds_of_code_do_not_mix() {
    for (state, options) in
        [(StateWord::QrCode, Connect::pairing("5511988887777")), (StateWord::PhoneCode, Connect::qr())]
    {
        let mock = Mock::start().await;
        mock.place(state, LoginKind::Qr);
        let (names, end) = stages(&mut mock.shop().connect(options)).await;
        let error = end.unwrap_err();
        assert_eq!((names.len(), error.code()), (0, ErrorCode::Rejected), "{state:?}");
        assert!(error.hint().is_some());
    }
}

#[tokio::test]
async fn an_impossible_number_is_refused_before_anything_is_sent() {
    let mock = Mock::start().await;
    for phone in ["hello", "123", "120363041234567890@g.us"] {
        let (_, end) = stages(&mut mock.shop().connect(Connect::pairing(phone))).await;
        assert_eq!(end.unwrap_err().code(), ErrorCode::InvalidInput, "{phone}");
    }
    assert!(mock.calls().is_empty());
}

#[tokio::test]
async fn a_pairing_code_is_shown_to_people_and_not_to_logs() {
    let mock = Mock::start().await;
    mock.pass(200);
    let mut login = mock.shop().connect(Connect::pairing("5511988887777"));
    let stage = until(&mut login, "pairing_code").await;
    let json = stage.to_json();
    let told = json["code"].as_str().unwrap().to_owned();
    assert_eq!(json["type"], "pairing_code");
    assert_eq!(json["phone"], "+5511988887777");
    assert!(!format!("{stage:?}").contains(&told));
}
