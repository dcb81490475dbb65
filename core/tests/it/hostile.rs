//! Answers that are none.

use std::time::Duration;

use serde_json::json;
use wppkit::{CallOptions, ErrorCode, RetryPolicy, api::ops::session::status_session::StatusSession};

use crate::fake::{Fake, Reply, TOKEN, builder, nobody, soon};

const MS: fn(u64) -> Duration = Duration::from_millis;

#[tokio::test]
async fn a_port_where_nobody_listens_is_named_at_once() {
    let session = builder(&nobody().await).token(TOKEN).build().unwrap().session("shop").unwrap();
    let error = soon(session.status()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Connect);
    assert!(error.temporary() && error.message().contains("refused"), "{error}");
    assert_eq!(error.session(), Some("shop"));
}

#[tokio::test]
async fn answers_that_are_not_the_servers_are_quoted() {
    for (reply, said) in [
        (("text/html", "<html><h1>Welcome to nginx!</h1></html>"), "Welcome to nginx!"),
        (("application/json", "{\"status\": \"CONN"), "ends in the middle"),
        (("application/json", "{'status': 1}"), "cannot be read"),
        (("application/json", "[1, 2]"), "cannot be read"),
        (("text/plain", "hello"), "not JSON"),
        (("application/json", ""), "empty body"),
    ] {
        let fake = Fake::start(move |_| Reply::Text(200, reply.0, reply.1.to_owned())).await;
        let error = soon(fake.session().call(StatusSession::default())).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::UnexpectedResponse, "{reply:?}");
        assert!(error.to_string().contains(said), "{error}");
        assert_eq!(error.body(), Some(reply.1.as_bytes()));
        assert_eq!(error.status(), Some(200));
    }
}

#[tokio::test]
async fn an_answer_cut_by_the_network_is_told_and_a_read_is_repeated() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"status\""
        .to_vec();
    let fake = Fake::start(move |_| Reply::Raw(cut.clone())).await;
    let error = soon(fake.session().call(StatusSession::default())).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::UnexpectedResponse);
    assert!(error.message().contains("ended too early"), "{error}");
    assert_eq!(fake.count("GET status-session"), 3);
}

#[tokio::test]
async fn a_broken_connection_is_repeated_for_reads_as_often_as_the_policy_says() {
    let fake = Fake::start(|_| Reply::Close).await;
    let error = soon(fake.session().call(StatusSession::default())).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Connect);
    assert_eq!(fake.count("GET status-session"), 3);
    let once =
        fake.builder().token(TOKEN).retry(RetryPolicy::none()).build().unwrap().session("shop").unwrap();
    soon(once.call(StatusSession::default())).await.unwrap_err();
    assert_eq!(fake.count("GET status-session"), 4);
}

#[tokio::test]
async fn a_retry_that_succeeds_is_all_that_the_caller_sees() {
    let calls = std::sync::atomic::AtomicUsize::new(0);
    let fake = Fake::start(move |_| match calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0 => Reply::Close,
        1 => Reply::Text(502, "text/html", "<h1>Bad Gateway</h1>".to_owned()),
        _ => Reply::Json(200, json!({"status": "QRCODE", "urlcode": "2@x", "version": "2.10.4"})),
    })
    .await;
    let answer = soon(fake.session().call(StatusSession::default())).await.unwrap();
    assert_eq!(answer.status.as_deref(), Some("QRCODE"));
    assert_eq!(answer.raw.json()["version"], "2.10.4");
}

#[tokio::test]
async fn the_budget_ends_a_flood_of_retries() {
    let fake = Fake::start(|_| Reply::Close).await;
    let session = fake.session();
    for _ in 0..30 {
        soon(session.call(StatusSession::default())).await.unwrap_err();
    }
    let seen = fake.count("GET status-session");
    assert!(seen < 30 + 20, "30 calls made {seen} requests");
}

#[tokio::test]
async fn a_server_that_never_answers_costs_one_deadline() {
    let fake = Fake::start(|_| Reply::Hang).await;
    let session = fake.session();
    let options = CallOptions::new().timeout(MS(50));
    let error = soon(session.call_with(StatusSession::default(), &options)).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Timeout);
    assert_eq!(fake.count("GET status-session"), 1, "whoever waited a deadline is not made to wait again");
    let error = soon(session.with_options(CallOptions::new().deadline(MS(50))).status()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Timeout);
}

#[tokio::test]
async fn the_deadline_covers_all_attempts() {
    let fake = Fake::start(|_| Reply::Close).await;
    let mut retry = RetryPolicy::default();
    (retry.attempts, retry.min_delay) = (10, Duration::from_secs(30));
    let session = fake.builder().token(TOKEN).retry(retry).build().unwrap().session("shop").unwrap();
    let options = CallOptions::new().deadline(MS(200));
    let error = soon(session.call_with(StatusSession::default(), &options)).await.unwrap_err();
    assert_eq!(
        error.code(),
        ErrorCode::Connect,
        "the pause would pass the deadline, so the error comes at once"
    );
    assert_eq!(fake.count("GET status-session"), 1);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let fake = Fake::start(|_| {
        Reply::Raw(
            b"HTTP/1.1 301 Moved\r\nlocation: https://elsewhere.example/api/SECRET/x\r\ncontent-length: 0\r\n\r\n"
                .to_vec(),
        )
    })
    .await;
    let error = soon(fake.session().call(StatusSession::default())).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::UnexpectedResponse);
    assert!(error.to_string().contains("https://elsewhere.example"), "{error}");
    assert!(!error.to_string().contains("SECRET"), "{error}");
    assert_eq!(fake.routes().len(), 1);
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let fake =
        Fake::start(|_| Reply::Text(200, "application/json", format!("[{}1]", "1,".repeat(100_000)))).await;
    let session =
        fake.builder().token(TOKEN).max_answer_bytes(10_000).build().unwrap().session("shop").unwrap();
    let error = soon(session.call(StatusSession::default())).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::UnexpectedResponse);
    assert!(error.hint().unwrap().contains("max_answer_bytes"));
}

#[tokio::test]
async fn something_else_than_http_is_recognised() {
    let fake = Fake::start(|_| Reply::Raw(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec())).await;
    let error = soon(fake.session().call(StatusSession::default())).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::UnexpectedResponse);
    assert!(error.message().contains("does not speak HTTP"), "{error}");
}

#[tokio::test]
async fn requests_carry_exactly_the_content_type_that_the_server_can_stand() {
    let fake = Fake::start(|_| Reply::Json(200, json!({"status": true, "message": "x"}))).await;
    let session = fake.session();
    soon(session.session().close_session()).await.unwrap();
    soon(session.session().check_connection_session()).await.unwrap();
    let seen = fake.seen();
    assert_eq!(seen[0].header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(seen[0].body, b"{}");
    assert_eq!(seen[1].header("content-type"), None);
    assert_eq!(seen[1].header("authorization"), Some(&*format!("Bearer {TOKEN}")));
}

#[tokio::test]
async fn unknown_words_and_fields_are_kept() {
    let fake = Fake::start(|_| {
        Reply::Json(200, json!({"status": "HIBERNATING", "moon": "full", "qrcode": null, "version": "3.0.0"}))
    })
    .await;
    let status = soon(fake.session().status()).await.unwrap();
    assert_eq!(status.state, wppkit::SessionState::Unknown);
    assert_eq!(status.raw.status.as_deref(), Some("HIBERNATING"));
    let answer = soon(fake.session().call(StatusSession::default())).await.unwrap();
    assert_eq!(answer.extra["moon"], "full");
}

#[tokio::test]
async fn a_call_by_id_is_checked_like_a_typed_one() {
    let fake = Fake::start(|_| Reply::Json(200, json!({"status": "CLOSED", "qrcode": null}))).await;
    let session = fake.session();
    let options = CallOptions::default();
    let answer = soon(session.call_json("status-session", json!({}), &options)).await.unwrap();
    assert_eq!(answer.value["status"], "CLOSED");
    let status = soon(session.call_json("status", json!({"confirm": false}), &options)).await.unwrap();
    assert_eq!(status.value["state"], "closed");
    for (operation, request, said) in [
        ("no-such-thing", json!({}), "no operation"),
        ("status_session", json!({}), "no operation"),
        ("status-session", json!({"colour": "red"}), "colour"),
        ("send-message", json!({"phone": "5521999999999"}), "message"),
        ("status", json!({"colour": "red"}), "colour"),
    ] {
        let error = soon(session.call_json(operation, request, &options)).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidInput, "{operation}");
        assert!(error.to_string().contains(said) && error.hint().is_some(), "{operation}: {error:?}");
    }
    for (operation, near) in [("status_session", "status-session, "), ("sendMesage", "send-message, ")] {
        let error = soon(session.call_json(operation, json!({}), &options)).await.unwrap_err();
        let hint = error.hint().unwrap();
        assert!(hint.starts_with(&format!("did you mean {near}")) && hint.len() < 120, "{hint}");
        assert!(hint.contains("reference"), "{hint}");
    }
    let error = soon(session.client().call_json("status-session", json!({}), &options)).await.unwrap_err();
    assert!(error.message().contains("belongs to a session"), "{error}");
}
