//! Every send ends as sent, provably not sent, or unknown; and none is sent twice.

use std::time::Duration;

use serde_json::{Value, json};
use wppkit::{
    CallOptions, Delivery, ErrorCode, FileOptions, Media, MediaKind, Reconciled, TextOptions,
    api::ops::messages::send_message::SendMessage,
};

use crate::fake::{Fake, Reply, Seen, TOKEN, builder, known, missing, nobody, soon, taken};

const PHONE: &str = "+55 (21) 99999-9999";
const ID: &str = "5521999999999@c.us";

/// Knows every number, and answers sends as told.
async fn sending(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Fake {
    Fake::start(
        move |seen| {
            if seen.route().starts_with("GET check-number-status") { known(ID) } else { answer(seen) }
        },
    )
    .await
}

#[tokio::test]
async fn a_text_goes_to_the_checked_number_with_one_request() {
    let fake = sending(|_| taken()).await;
    let sent = soon(fake.session().send_text(PHONE, "Olá")).await.unwrap();
    assert_eq!((&*sent.id, sent.ack.0, &*sent.chat), ("true_5521999999999@c.us_3EB0", 1, ID));
    assert_eq!(fake.routes(), ["GET check-number-status/5521999999999", "POST send-message"]);
    assert_eq!(fake.seen()[1].json(), json!({"phone": "5521999999999", "message": "Olá"}));
}

#[tokio::test]
async fn an_unknown_number_is_refused_before_anything_leaves() {
    let fake = Fake::start(|_| missing("5511000000000@c.us")).await;
    let error = soon(fake.session().send_text("5511000000000", "hi")).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (ErrorCode::NumberNotFound, Some(Delivery::NotSent)));
    assert_eq!(error.operation(), Some("send-message"));
    assert_eq!(fake.count("POST send-message"), 0);
}

#[tokio::test]
async fn a_number_is_checked_once_and_brazilian_forms_are_tried() {
    let fake = Fake::start(|seen| match seen.route().as_str() {
        "GET check-number-status/5521988887777" => missing("5521988887777@c.us"),
        "GET check-number-status/552188887777" => known("552188887777@c.us"),
        _ => taken(),
    })
    .await;
    let session = fake.session();
    soon(session.send_text("+55 21 98888-7777", "one")).await.unwrap();
    soon(session.send_text("+55 21 98888-7777", "two")).await.unwrap();
    assert_eq!(
        fake.routes(),
        [
            "GET check-number-status/5521988887777",
            "GET check-number-status/552188887777",
            "POST send-message",
            "POST send-message"
        ]
    );
    assert!(fake.seen()[2..].iter().all(|seen| seen.json()["phone"] == "552188887777"));
}

#[tokio::test]
async fn a_canonical_lid_is_sent_to_as_one() {
    let fake =
        Fake::start(
            |seen| {
                if seen.route().starts_with("GET") { known("123456789012345@lid") } else { taken() }
            },
        )
        .await;
    soon(fake.session().send_text(PHONE, "hi")).await.unwrap();
    let body = fake.seen()[1].json();
    assert_eq!((&body["phone"], &body["isLid"]), (&json!("123456789012345"), &json!(true)));
}

#[tokio::test]
async fn groups_and_newsletters_carry_their_flag_and_are_not_checked() {
    let fake = sending(|_| taken()).await;
    let session = fake.session();
    soon(session.send_text("120363041234567890@g.us", "hi")).await.unwrap();
    soon(session.send_text("120363111111111111@newsletter", "hi")).await.unwrap();
    let bodies: Vec<Value> = fake.seen().iter().map(Seen::json).collect();
    assert_eq!(bodies[0], json!({"phone": "120363041234567890", "message": "hi", "isGroup": true}));
    assert_eq!(bodies[1], json!({"phone": "120363111111111111", "message": "hi", "isNewsletter": true}));
}

#[tokio::test]
async fn input_that_cannot_be_sent_is_refused_without_a_request() {
    let fake = sending(|_| taken()).await;
    let session = fake.session();
    let long = "x".repeat(65_537);
    for (to, text) in [
        ("", "hi"),
        ("123", "hi"),
        ("not a number", "hi"),
        ("status@broadcast", "hi"),
        (PHONE, " "),
        (PHONE, &long),
    ] {
        let error = soon(session.send_text(to, text)).await.unwrap_err();
        assert_eq!(
            (error.code(), error.delivery()),
            (ErrorCode::InvalidInput, Some(Delivery::NotSent)),
            "{to}"
        );
        assert_eq!(error.operation(), Some("send-message"), "{to}");
    }
    assert!(fake.routes().is_empty());
}

#[tokio::test]
async fn what_is_unknown_is_said_to_be_unknown_and_never_repeated() {
    for (reply, code) in [
        (0, ErrorCode::Connect),
        (1, ErrorCode::UnexpectedResponse),
        (2, ErrorCode::SendFailed),
        (3, ErrorCode::Server),
        (4, ErrorCode::SendFailed),
        (5, ErrorCode::SendFailed),
        (6, ErrorCode::UnexpectedResponse),
        (7, ErrorCode::UnexpectedResponse),
        (8, ErrorCode::SendFailed),
    ] {
        let fake = sending(move |_| match reply {
            0 => Reply::Close,
            1 => Reply::Raw(b"HTTP/1.1 201 X\r\ncontent-length: 100\r\n\r\n{".to_vec()),
            2 => Reply::Json(
                500,
                json!({"status": "Error", "message": "Erro ao enviar a mensagem.", "error": {}}),
            ),
            3 => Reply::Text(502, "text/html", "<h1>Bad Gateway</h1>".to_owned()),
            4 => Reply::Json(
                400,
                json!({"response": null, "status": "Connected", "message": "O número 1 não existe."}),
            ),
            5 => Reply::Json(201, json!({"status": "success", "response": [null]})),
            6 => Reply::Text(200, "text/html", "<html>login please</html>".to_owned()),
            7 => Reply::Text(201, "application/json", "{\"status\":\"succ".to_owned()),
            _ => Reply::Json(201, json!({"response": [{"id": "true_1@c.us_A", "ack": -1}]})),
        })
        .await;
        let error = soon(fake.session().send_text(PHONE, "hi")).await.unwrap_err();
        assert_eq!(
            (error.code(), error.delivery()),
            (code, Some(Delivery::Unknown)),
            "reply {reply}: {error}"
        );
        assert_eq!(fake.count("POST send-message"), 1, "reply {reply}");
        assert!(error.hint().is_some() && error.session() == Some("shop"), "reply {reply}: {error:?}");
    }
}

#[tokio::test]
async fn what_provably_never_left_is_said_to_be_not_sent() {
    for (reply, code) in [
        (
            Reply::Json(404, json!({"response": null, "status": "Disconnected", "message": "A sessão…"})),
            ErrorCode::NotConnected,
        ),
        (Reply::Json(400, json!("Error sending message")), ErrorCode::Rejected),
        (Reply::Text(413, "text/html", "<pre>PayloadTooLargeError: x</pre>".to_owned()), ErrorCode::Rejected),
        (
            Reply::Text(404, "text/html", "<pre>Cannot POST /api/shop/send-message</pre>".to_owned()),
            ErrorCode::NotSupported,
        ),
        (Reply::Json(201, json!({"status": "success", "response": []})), ErrorCode::SendFailed),
    ] {
        let reply = std::sync::Mutex::new(Some(reply));
        let fake = sending(move |_| reply.lock().unwrap().take().expect("sent twice")).await;
        let error = soon(fake.session().send_text(PHONE, "hi")).await.unwrap_err();
        assert_eq!((error.code(), error.delivery()), (code, Some(Delivery::NotSent)), "{error}");
    }
}

#[tokio::test]
async fn a_send_that_times_out_is_unknown() {
    let fake = sending(|_| Reply::Hang).await;
    let session = fake.session().with_options(CallOptions::new().timeout(Duration::from_millis(80)));
    let error = soon(session.send_text(PHONE, "hi")).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (ErrorCode::Timeout, Some(Delivery::Unknown)));
    assert_eq!(fake.count("POST send-message"), 1);
}

#[tokio::test]
async fn a_send_to_nobody_is_provably_not_sent() {
    let session = builder(&nobody().await).token(TOKEN).build().unwrap().session("shop").unwrap();
    let error = soon(session.send_text(PHONE, "hi")).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (ErrorCode::Connect, Some(Delivery::NotSent)));
    assert_eq!(error.operation(), Some("send-message"));
    let direct =
        soon(session.messages().send_message(SendMessage::new("5521999999999", "hi"))).await.unwrap_err();
    assert_eq!((direct.code(), direct.delivery()), (ErrorCode::Connect, Some(Delivery::NotSent)));
}

#[tokio::test]
async fn an_idempotency_key_sends_once() {
    let fake = sending(|_| taken()).await;
    let session = fake.session();
    let send = || session.send_text_with(PHONE, "hi", TextOptions::new().idempotency_key("order-7"));
    let sent = soon(futures_util::future::join_all((0..10).map(|_| send()))).await;
    assert!(sent.iter().all(Result::is_ok));
    assert_eq!(fake.count("POST send-message"), 1);
}

#[tokio::test]
async fn an_idempotency_key_outlives_the_handle_that_it_was_used_with() {
    let fake = sending(|_| taken()).await;
    let client = fake.session().client().clone();
    let mut ids = Vec::new();
    for _ in 0..2 {
        let session = client.session("shop").unwrap();
        let options = TextOptions::new().idempotency_key("order-7");
        ids.push(soon(session.send_text_with(PHONE, "hi", options)).await.unwrap().id);
        drop(session);
        // Many other names: enough for handles that are gone to be forgotten.
        (0..500).for_each(|name| drop(client.session(&format!("other-{name}")).unwrap()));
    }
    assert_eq!(ids[0], ids[1]);
    assert_eq!(fake.count("POST send-message"), 1);
}

#[tokio::test]
async fn many_recipients_get_one_request_and_one_outcome_each() {
    let fake = Fake::start(|seen| match seen.route().as_str() {
        "GET check-number-status/5521999999999" => known(ID),
        route if route.starts_with("GET") => missing("x@c.us"),
        _ => taken(),
    })
    .await;
    let outcomes = soon(fake.session().send_text_many([PHONE, "nonsense", "14155550100"], "hi")).await;
    let codes: Vec<_> =
        outcomes.iter().map(|outcome| outcome.as_ref().err().map(wppkit::Error::code)).collect();
    assert_eq!(codes, [None, Some(ErrorCode::InvalidInput), Some(ErrorCode::NumberNotFound)]);
    assert_eq!(fake.count("POST send-message"), 1);
}

#[tokio::test]
async fn a_file_is_uploaded_as_the_servers_field_with_its_name_and_type() {
    let fake = sending(|_| taken()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo.png");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    let options = FileOptions::new().caption("Look").quoted("false_1@c.us_A");
    soon(fake.session().send_file_with("120363041234567890@g.us", Media::path(&path), options))
        .await
        .unwrap();
    let seen = &fake.seen()[0];
    assert!(seen.header("content-type").unwrap().starts_with("multipart/form-data; boundary="));
    let body = String::from_utf8_lossy(&seen.body);
    for part in [
        "name=\"phone\"\r\n\r\n120363041234567890",
        "name=\"isGroup\"\r\n\r\ntrue",
        "name=\"caption\"\r\n\r\nLook",
        "name=\"quotedMessageId\"\r\n\r\nfalse_1@c.us_A",
        "name=\"filename\"\r\n\r\nphoto.png",
        "name=\"file\"; filename=\"photo.png\"\r\nContent-Type: image/png",
    ] {
        // Chunk sizes may stand between the lines of a part.
        let lines: Vec<&str> = part.split("\r\n").collect();
        assert!(lines.iter().all(|line| body.contains(line)), "{part} is not in {body}");
    }
    assert!(!body.contains("isNewsletter"), "a false flag would be read as true");
}

#[tokio::test]
async fn other_sources_reach_the_server_in_their_own_way() {
    let fake = sending(|_| taken()).await;
    let session = fake.session();
    soon(session.send_file(PHONE, "https://example.com/a/photo.png")).await.unwrap();
    soon(session.send_file(PHONE, "data:text/plain;base64,aGVsbG8=")).await.unwrap();
    let reader = Media::reader(std::io::Cursor::new(b"hello".to_vec())).named("hello.txt");
    soon(session.send_file(PHONE, reader)).await.unwrap();
    let options = FileOptions::new().kind(MediaKind::Document).filename("x.txt");
    soon(session.send_file_with(PHONE, Media::bytes(b"hello".to_vec()), options)).await.unwrap();
    let sends: Vec<Seen> = fake.seen().into_iter().filter(|seen| seen.route() == "POST send-file").collect();
    let url = sends[0].json();
    assert_eq!(
        (&url["path"], &url["filename"]),
        (&json!("https://example.com/a/photo.png"), &json!("photo.png"))
    );
    assert!(String::from_utf8_lossy(&sends[1].body).contains("hello"));
    assert!(String::from_utf8_lossy(&sends[2].body).contains("filename=\"hello.txt\""));
    let inline = sends[3].json();
    assert_eq!(inline["base64"], "data:text/plain;base64,aGVsbG8=");
    assert_eq!(inline["options"], json!({"type": "document"}));
}

#[tokio::test]
async fn a_missing_file_asks_nobody() {
    let fake = sending(|_| taken()).await;
    let error = soon(fake.session().send_file(PHONE, Media::path("/no/such/file.pdf"))).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (ErrorCode::InvalidInput, Some(Delivery::NotSent)));
    assert_eq!(error.operation(), Some("send-file"));
    assert!(fake.routes().is_empty());
}

#[tokio::test]
async fn a_request_over_50_mb_never_leaves() {
    let fake = sending(|_| taken()).await;
    let request = SendMessage::new("5521999999999", "x".repeat(51 * 1024 * 1024));
    let error = soon(fake.session().messages().send_message(request)).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidInput);
    assert!(fake.routes().is_empty());
}

#[tokio::test]
async fn an_unknown_outcome_is_settled_by_looking_into_the_chat() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let fake = sending(move |seen| match seen.route().as_str() {
        "POST send-message" if seen.json()["message"] == "with id" => {
            Reply::Json(201, json!({"response": [{"id": "true_1@c.us_F", "ack": -1}]}))
        }
        "POST send-message" => Reply::Close,
        "GET message-by-id/true_1@c.us_F" => {
            Reply::Json(201, json!({"response": {"data": {"id": "true_1@c.us_F", "ack": -1}}}))
        }
        "GET get-messages/5521999999999@c.us" => {
            let message = json!({"id": "true_5521999999999@c.us_A", "body": "arrived", "t": now, "ack": 2});
            Reply::Json(200, json!({"status": "success", "response": [message]}))
        }
        other => panic!("{other}"),
    })
    .await;
    let session = fake.session();
    let error = soon(session.send_text(PHONE, "arrived")).await.unwrap_err();
    let Reconciled::Sent(sent) = soon(session.reconcile(&error)).await.unwrap() else { panic!("not found") };
    assert_eq!((&*sent.id, sent.ack.0), ("true_5521999999999@c.us_A", 2));
    let error = soon(session.send_text(PHONE, "lost")).await.unwrap_err();
    assert!(matches!(soon(session.reconcile(&error)).await.unwrap(), Reconciled::NotFound));
    let error = soon(session.send_text(PHONE, "with id")).await.unwrap_err();
    assert!(matches!(soon(session.reconcile(&error)).await.unwrap(), Reconciled::Failed(_)));
    let refused = soon(session.send_text("123", "hi")).await.unwrap_err();
    assert_eq!(soon(session.reconcile(&refused)).await.unwrap_err().code(), ErrorCode::InvalidInput);
}
