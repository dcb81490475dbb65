//! The client against the mock server: what it says of a send is compared with what really happened.

use std::time::Duration;

use serde_json::{Value, json};
use wppkit::{
    Ack, CallOptions, Delivery, Error, ErrorCode, FileOptions, Media, Reconciled, Session, TokenMint,
    api::ops::{
        contacts::check_number_status::CheckNumberStatus,
        groups::group_pic::GroupPic,
        messages::{get_messages::GetMessages, message_by_id::MessageById},
        session::status_session::StatusSession,
    },
};
use wppkit_mock::{
    MockServer,
    world::{
        faults::{CallFault, Fault, Reset, WireFault},
        session::StateWord,
    },
};

use crate::fake::{builder, soon};

const PHONE: &str = "+55 11 99999-0001";

/// A mock with the world of the recordings, where `main` is connected.
async fn recordings() -> (MockServer, Session) {
    let mock = MockServer::builder().preset("recordings").start().await.unwrap();
    let session = session(&mock, "main");
    (mock, session)
}

fn session(mock: &MockServer, name: &str) -> Session {
    builder(mock.url()).secret_key(mock.secret()).build().unwrap().session(name).unwrap()
}

/// How often the library below the server was told to do this.
fn calls(mock: &MockServer, method: &str) -> usize {
    let requests = mock.requests();
    requests.iter().flat_map(|entry| &entry.client_calls).filter(|call| &*call.method == method).count()
}

fn outcome(error: &Error) -> (ErrorCode, Option<Delivery>) {
    (error.code(), error.delivery())
}

#[tokio::test]
async fn a_text_arrives_once_under_the_canonical_number() {
    let (mock, session) = recordings().await;
    let sent = soon(session.send_text(PHONE, "Olá")).await.unwrap();
    assert!(sent.id.starts_with("true_5511999990001@c.us_"), "{}", sent.id);
    assert_eq!((sent.ack, &*sent.chat), (Ack::SENT, "5511999990001@c.us"));
    assert_eq!(calls(&mock, "sendText"), 1);
    let sent = soon(session.send_text("5511999990003", "Olá")).await.unwrap();
    assert_eq!(sent.chat, "551199990003@c.us", "known without the ninth digit");
}

#[tokio::test]
async fn an_unknown_number_causes_no_send() {
    let (mock, session) = recordings().await;
    let error = soon(session.send_text("5511000000000", "hi")).await.unwrap_err();
    assert_eq!(outcome(&error), (ErrorCode::NumberNotFound, Some(Delivery::NotSent)));
    assert_eq!(calls(&mock, "sendText"), 0);
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_the_chat_settles_it() {
    for (fault, code, delivered) in [
        (WireFault::Reset(Reset::Before), ErrorCode::Connect, false),
        (WireFault::Reset(Reset::After), ErrorCode::Connect, true),
        (WireFault::Truncate(20), ErrorCode::UnexpectedResponse, true),
        (WireFault::Garbage, ErrorCode::UnexpectedResponse, true),
        (WireFault::Answer { status: 502, body: json!("<h1>Bad Gateway</h1>") }, ErrorCode::Server, false),
        (WireFault::Hang, ErrorCode::Timeout, true),
    ] {
        let (mock, session) = recordings().await;
        let session = session.with_options(CallOptions::new().timeout(Duration::from_secs(1)));
        mock.faults([Fault::on_operation("send-message", fault.clone())]);
        let error = soon(session.send_text(PHONE, "in doubt")).await.unwrap_err();
        assert_eq!(outcome(&error), (code, Some(Delivery::Unknown)), "{fault:?}: {error}");
        assert!(error.hint().unwrap().contains("before sending again"), "{fault:?}: {error:?}");
        assert_eq!(calls(&mock, "sendText"), usize::from(delivered), "{fault:?}: nothing is sent twice");
        let settled = soon(session.reconcile(&error)).await.unwrap();
        assert_eq!(matches!(settled, Reconciled::Sent(_)), delivered, "{fault:?}: {settled:?}");
    }
}

#[tokio::test]
async fn what_the_library_reports_is_never_taken_for_more() {
    let value = |value: Value| CallFault::Value { value };
    for (fault, code) in [
        (CallFault::PageError { message: "evaluation failed".to_owned() }, ErrorCode::SendFailed),
        (CallFault::Object { value: json!({"erro": true, "to": "1", "text": "x"}) }, ErrorCode::SendFailed),
        (CallFault::Undefined {}, ErrorCode::SendFailed),
        (value(json!(false)), ErrorCode::SendFailed),
        (value(json!(null)), ErrorCode::SendFailed),
        (value(json!({"id": "true_5511999990001@c.us_A", "ack": -1})), ErrorCode::SendFailed),
        (value(json!({"ack": 1})), ErrorCode::SendFailed),
        (
            value(
                json!({"id": "true_1@c.us_A", "ack": 1, "sendMsgResult": {"messageSendResult": "ERROR_UPLOAD"}}),
            ),
            ErrorCode::SendFailed,
        ),
    ] {
        let (mock, session) = recordings().await;
        mock.faults([Fault::on_call("sendText", fault.clone())]);
        let error = soon(session.send_text(PHONE, "hi")).await.unwrap_err();
        assert_eq!(outcome(&error), (code, Some(Delivery::Unknown)), "{fault:?}: {error}");
        assert_eq!(calls(&mock, "sendText"), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_refusal_after_a_positive_check_is_unknown_because_the_server_sends_all_the_same() {
    let (mock, session) = recordings().await;
    // The SDK's own check succeeds; the one that the server makes before the send fails.
    mock.faults([
        Fault::on_call("checkNumberStatus", CallFault::PageError { message: "x".to_owned() }).nth(2)
    ]);
    let error = soon(session.send_text(PHONE, "hi")).await.unwrap_err();
    assert_eq!(outcome(&error), (ErrorCode::SendFailed, Some(Delivery::Unknown)), "{error}");
    assert_eq!(error.status(), Some(400));
    assert_eq!(calls(&mock, "sendText"), 1, "the server refused and sent");
}

#[tokio::test]
async fn a_check_that_fails_sends_nothing() {
    let (mock, session) = recordings().await;
    mock.faults([Fault::on_call("checkNumberStatus", CallFault::PageError { message: "x".to_owned() })]);
    let error = soon(session.send_text(PHONE, "hi")).await.unwrap_err();
    assert_eq!(outcome(&error), (ErrorCode::Server, Some(Delivery::NotSent)), "{error}");
    assert_eq!(calls(&mock, "sendText"), 0);
}

#[tokio::test]
async fn a_session_without_a_client_sends_nothing() {
    let (mock, _) = recordings().await;
    for name in ["ghost", "qrs", "shut"] {
        let error = soon(session(&mock, name).send_text(PHONE, "hi")).await.unwrap_err();
        assert_eq!(outcome(&error), (ErrorCode::NotConnected, Some(Delivery::NotSent)), "{name}: {error}");
        let group = soon(session(&mock, name).send_text("120363041234567890@g.us", "hi")).await.unwrap_err();
        assert_eq!(outcome(&group), (ErrorCode::NotConnected, Some(Delivery::NotSent)), "{name}: {group}");
    }
    mock.browser("main").crash();
    let error = soon(session(&mock, "main").send_text("120363041234567890@g.us", "hi")).await.unwrap_err();
    assert_eq!(outcome(&error), (ErrorCode::NotConnected, Some(Delivery::NotSent)), "dead browser: {error}");
    assert_eq!(calls(&mock, "sendText"), 0);
}

#[tokio::test]
async fn groups_newsletters_and_lids_are_reached_by_their_flag() {
    let (mock, session) = recordings().await;
    for to in ["120363041234567890@g.us", "120363111111111111@newsletter", "123456789012345@lid"] {
        let sent = soon(session.send_text(to, "hi")).await.unwrap();
        assert_eq!(sent.chat, to);
    }
    assert_eq!(calls(&mock, "sendText"), 3);
}

#[tokio::test]
async fn files_arrive_from_every_source_with_name_and_caption() {
    let (mock, session) = recordings().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo.png");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    let options = || FileOptions::new().caption("Look");
    soon(session.send_file_with(PHONE, path, options())).await.unwrap();
    soon(session.send_file_with(PHONE, Media::bytes(b"hello".to_vec()).named("a.txt"), options()))
        .await
        .unwrap();
    soon(session.send_file_with(PHONE, "data:text/plain;base64,aGVsbG8=", options())).await.unwrap();
    let reader = Media::reader(std::io::Cursor::new(b"hello".to_vec())).named("b.txt");
    soon(session.send_file_with("120363041234567890@g.us", reader, options())).await.unwrap();
    let requests = mock.requests();
    let sends: Vec<_> = requests
        .iter()
        .flat_map(|entry| &entry.client_calls)
        .filter(|call| &*call.method == "sendFile")
        .map(|call| (call.args[0].as_str().unwrap(), call.args[2]["filename"].as_str().unwrap()))
        .collect();
    let number = "5511999990001@c.us";
    assert_eq!(
        sends,
        [
            (number, "photo.png"),
            (number, "a.txt"),
            (number, "file.txt"),
            ("120363041234567890@g.us", "b.txt")
        ]
    );
    assert!(
        requests
            .iter()
            .flat_map(|entry| &entry.client_calls)
            .all(|call| { &*call.method != "sendFile" || call.args[2]["caption"] == "Look" })
    );
}

#[tokio::test]
async fn a_file_that_json_could_not_carry_is_streamed() {
    let (mock, session) = recordings().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    std::fs::File::create(&path).unwrap().set_len(60 << 20).unwrap();
    soon(session.send_file("120363041234567890@g.us", path)).await.unwrap();
    assert_eq!(calls(&mock, "sendFile"), 1);
}

#[tokio::test]
async fn a_file_that_the_library_cannot_read_was_not_sent() {
    let (mock, session) = recordings().await;
    let props = json!({"code": "empty_file"}).as_object().unwrap().clone();
    mock.faults([Fault::on_call("sendFile", CallFault::Error { message: "x".to_owned(), props })]);
    let error = soon(session.send_file(PHONE, Media::bytes(b"hello".to_vec()))).await.unwrap_err();
    assert_eq!(outcome(&error), (ErrorCode::SendFailed, Some(Delivery::NotSent)), "{error}");
}

#[tokio::test]
async fn an_ack_is_waited_for() {
    let (_mock, session) = recordings().await;
    let sent = soon(session.send_text(PHONE, "hi")).await.unwrap();
    let wait = session.wait_for_ack(&sent.id, Ack::SENT, Duration::from_secs(10));
    assert!(soon(wait).await.unwrap() >= Ack::SENT);
    let unknown =
        session.wait_for_ack("true_5511999990001@c.us_NOSUCH", Ack::SENT, Duration::from_millis(60));
    assert_eq!(soon(unknown).await.unwrap_err().code(), ErrorCode::Timeout);
}

#[tokio::test]
async fn a_token_of_an_old_secret_is_renewed_without_the_caller_noticing() {
    let (mock, _) = recordings().await;
    let stale = wppkit::mint_local("main", &"AN-OLD-SECRET".into(), 4).unwrap();
    let client = builder(mock.url()).secret_key(mock.secret()).token(stale).build().unwrap();
    soon(client.session("main").unwrap().send_text(PHONE, "hi")).await.unwrap();
    assert_eq!(calls(&mock, "sendText"), 1);
}

#[tokio::test]
async fn a_changed_secret_is_named() {
    let (mock, session) = recordings().await;
    soon(session.status()).await.unwrap();
    mock.world().lock().secret = "ANOTHER-SECRET".to_owned();
    let error = soon(session.send_text(PHONE, "hi")).await.unwrap_err();
    assert_eq!(outcome(&error), (ErrorCode::WrongSecret, Some(Delivery::NotSent)), "{error}");
    let local = builder(mock.url()).secret_key(mock.secret()).token_mint(TokenMint::Local { cost: 4 });
    let error = soon(local.build().unwrap().session("main").unwrap().status()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::WrongSecret);
}

#[tokio::test]
async fn a_locally_minted_token_is_the_servers_own() {
    let (mock, _) = recordings().await;
    let client = builder(mock.url())
        .secret_key(mock.secret())
        .token_mint(TokenMint::Local { cost: 4 })
        .build()
        .unwrap();
    soon(client.session("main").unwrap().send_text(PHONE, "hi")).await.unwrap();
    assert!(!mock.requests().iter().any(|entry| entry.arrival.operation == Some("generate-token")));
}

#[tokio::test]
async fn every_read_decodes_into_its_type() {
    let (_mock, session) = recordings().await;
    let client = session.client().clone();
    assert_eq!(soon(client.healthz()).await.unwrap().message.as_deref(), Some("OK"));
    assert!(soon(client.show_all_sessions()).await.unwrap().iter().any(|name| name.0 == "main"));
    assert_eq!(soon(session.session().status_session()).await.unwrap().status.as_deref(), Some("CONNECTED"));
    assert!(soon(session.session().check_connection_session()).await.unwrap().status);
    assert!(soon(session.session().qrcode_session()).await.unwrap().png.is_some(), "the stale picture");
    let number =
        soon(session.contacts().check_number_status(CheckNumberStatus::new("5511999990003"))).await.unwrap();
    assert_eq!((number.number_exists, number.id.as_str()), (true, "551199990003@c.us"));
    let device = soon(session.device().host_device()).await.unwrap();
    assert_eq!(device.phone_number.as_ref().map(|wid| wid.as_str()), Some("5511988887777@c.us"));
    assert_eq!(soon(session.device().get_phone_number()).await.unwrap().as_str(), "5511988887777@c.us");
    assert!(!soon(session.chat().all_chats()).await.unwrap().is_empty());
    let messages =
        soon(session.messages().get_messages(GetMessages::new("5511999990001@c.us"))).await.unwrap();
    assert!(!messages.is_empty());
    let id = "false_5511999990001@c.us_3A00000000000000SEED";
    let message = soon(session.messages().message_by_id(MessageById::new(id))).await.unwrap();
    assert_eq!(message.body.as_deref(), Some("Hello from Alice"));
}

#[tokio::test]
async fn a_failed_read_is_no_authentication_failure() {
    let (mock, session) = recordings().await;
    let error = soon(session.messages().get_messages(GetMessages::new("5511999999999@c.us"))).await;
    if let Err(error) = error {
        assert_eq!((error.code(), error.status()), (ErrorCode::Rejected, Some(401)), "{error}");
    }
    mock.faults([Fault::on_call("getMessages", CallFault::PageError { message: "x".to_owned() })]);
    let error =
        soon(session.messages().get_messages(GetMessages::new("5511999990001@c.us"))).await.unwrap_err();
    assert_eq!((error.code(), error.status()), (ErrorCode::Rejected, Some(401)), "{error}");
    let minted =
        mock.requests().iter().filter(|entry| entry.arrival.operation == Some("generate-token")).count();
    assert_eq!(minted, 1, "no renewal");
}

#[tokio::test]
async fn json_calls_do_what_typed_ones_do() {
    let (mock, session) = recordings().await;
    let options = CallOptions::default();
    let request = json!({"phone": "5511999990001", "message": "hi"});
    let answer = soon(session.call_json("send-message", request, &options)).await.unwrap();
    assert!(answer.value[0]["id"].as_str().unwrap().starts_with("true_5511999990001@c.us_"));
    assert_eq!(answer.raw.json()["status"], "success");
    let request = json!({"phone": "5511999990001", "filename": "a.txt"});
    let file = Media::bytes(b"hello".to_vec());
    soon(session.call_json_with_file("send-file", request, Some(file), &options)).await.unwrap();
    assert_eq!((calls(&mock, "sendText"), calls(&mock, "sendFile")), (1, 1));
    let picture = Media::bytes(b"\x89PNG\r\n\x1a\n".to_vec()).named("team.png");
    let request = GroupPic::new("120363041234567890");
    let answer = soon(session.call_with_file(request, picture, &options)).await.unwrap();
    assert_eq!(answer.message.as_deref(), Some("Group profile photo successfully changed"));
    let file = Media::bytes(b"hello".to_vec());
    let refused = soon(session.call_with_file(StatusSession::default(), file, &options)).await.unwrap_err();
    assert_eq!((refused.code(), refused.operation()), (ErrorCode::InvalidInput, Some("status-session")));
    let file = Media::bytes(b"hello".to_vec());
    let refused = session.call_json_with_file("status-session", json!({}), Some(file), &options);
    assert_eq!(soon(refused).await.unwrap_err().code(), ErrorCode::InvalidInput);
}

#[tokio::test]
async fn start_all_starts_what_is_stored() {
    let (mock, session) = recordings().await;
    mock.session("main").set(StateWord::ClosedByUser);
    soon(session.client().start_all()).await.unwrap();
    assert_ne!(mock.session("main").state(), StateWord::ClosedByUser);
}

#[tokio::test]
async fn helpers_by_id_send_and_wait_like_the_methods() {
    let (mock, session) = recordings().await;
    let options = CallOptions::default();
    let sent =
        soon(session.call_json("send-text", json!({"to": PHONE, "text": "hi"}), &options)).await.unwrap();
    assert_eq!((&sent.value["ack"], &sent.value["chat"]), (&json!(1), &json!("5511999990001@c.us")));
    let wait = json!({"id": sent.value["id"], "level": 1});
    let reached = soon(session.call_json("wait-for-ack", wait, &options)).await.unwrap();
    assert!(reached.value["ack"].as_i64().unwrap() >= 1);
    let request = json!({"to": PHONE, "caption": "Look", "filename": "a.txt"});
    let file = Some(Media::bytes(b"hello".to_vec()));
    soon(session.call_json_with_file("send-media", request.clone(), file, &options)).await.unwrap();
    let inline = json!({"to": PHONE, "file": "data:text/plain;base64,aGVsbG8="});
    soon(session.call_json("send-media", inline, &options)).await.unwrap();
    assert_eq!((calls(&mock, "sendText"), calls(&mock, "sendFile")), (1, 2));
    for (helper, request) in [("send-media", request), ("send-text", json!({"to": PHONE}))] {
        let error = soon(session.call_json(helper, request, &options)).await.unwrap_err();
        assert_eq!(outcome(&error), (ErrorCode::InvalidInput, Some(Delivery::NotSent)), "{error}");
    }
}

#[tokio::test]
async fn every_operation_that_takes_an_upload_takes_it_beside_its_fields() {
    let (mock, session) = recordings().await;
    let gif = b"GIF89a\x01\0\x01\0\0\0\0;";
    let mut taken = Vec::new();
    for entry in wppkit::api::registry().iter().filter(|entry| entry.meta.multipart.is_some()) {
        let group = entry.meta.group.as_str();
        if !["messages", "stories"].contains(&group) {
            continue;
        }
        let fields = if group == "messages" { json!({"phone": "5511999990001"}) } else { json!({}) };
        let file = Media::bytes(&gif[..]).named("moving.gif");
        let options = CallOptions::default();
        let call = session.call_json_with_file(entry.meta.id, fields, Some(file), &options);
        let answer = soon(call).await.unwrap_or_else(|error| panic!("{}: {error}", entry.meta.id));
        assert_eq!(answer.value.as_array().map(Vec::len), Some(1), "{}", entry.meta.id);
        taken.push(entry.meta.id);
    }
    let expected = [
        "send-image",
        "send-sticker",
        "send-sticker-gif",
        "send-file",
        "send-image-storie",
        "send-video-storie",
    ];
    assert_eq!(taken, expected);
    let sent =
        ["sendFile", "sendImageAsSticker", "sendImageAsStickerGif", "sendImageStatus", "sendVideoStatus"];
    assert_eq!(sent.map(|method| calls(&mock, method)), [2, 1, 1, 1, 1]);
}

#[tokio::test]
async fn a_file_is_downloaded_to_memory_and_to_disk() {
    const IMAGE: &str = "false_5511999990001@c.us_3A0000000000000IMAGE";
    let (_mock, session) = recordings().await;
    let picture = soon(session.download(IMAGE)).await.unwrap();
    assert_eq!((&*picture.media_type, picture.bytes.len()), ("image/png", 70));
    assert!(picture.bytes.starts_with(b"\x89PNG"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture.png");
    let saved = soon(session.download_to(IMAGE, &path)).await.unwrap();
    assert_eq!((saved.size, &*saved.media_type), (70, "image/png"));
    assert_eq!(std::fs::read(&path).unwrap(), picture.bytes);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no half file is left");

    let options = CallOptions::default();
    let answer = soon(session.call_json("download", json!({"messageId": IMAGE}), &options)).await.unwrap();
    assert_eq!(answer.attachment.as_deref(), Some(&picture.bytes[..]), "bytes come beside the JSON");
    assert_eq!(answer.value, json!({"mimetype": "image/png", "size": 70}));

    let error = soon(session.download_to(IMAGE, folder.path().join("no/such/folder"))).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Storage, "{error}");
}

#[tokio::test]
async fn a_file_that_is_gone_differs_from_one_that_may_come() {
    let (mock, session) = recordings().await;
    let error = soon(session.download("false_5511999990001@c.us_3A00000000000000SEED")).await.unwrap_err();
    assert_eq!((error.code(), error.temporary(), error.status()), (ErrorCode::MediaGone, false, Some(400)));
    let thrown = CallFault::String { value: json!("Error trying to download the file.") };
    mock.faults([Fault::on_call("decryptFile", thrown).times(1)]);
    let error = soon(session.download("false_5511999990001@c.us_3A0000000000000IMAGE")).await.unwrap_err();
    assert_eq!((error.code(), error.temporary()), (ErrorCode::Server, true), "{error}");
}
