//! Tokens: minted, renewed on the right two bodies, and told apart when wrong.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::json;
use wppkit::{ErrorCode, FileTokenStore, TokenMint, api::ops::session::status_session::StatusSession};

use crate::fake::{Fake, Reply, SECRET, Seen, TOKEN, soon};

const FRESH: &str = "$2b$10$zyxwvutsrqponmlkjihgfe_bcdefghijklmnopqrstuvwxyz01234";

fn refused() -> Reply {
    Reply::Json(401, json!({"error": "Check that the Session and Token are correct"}))
}

fn minted(token: &str) -> Reply {
    Reply::Json(
        201,
        json!({"status": "success", "session": "shop", "token": token, "full": format!("shop:{token}")}),
    )
}

/// Accepts one token, and mints it for the right secret.
fn guard(seen: &Seen, accepted: &str) -> Reply {
    match seen.route().as_str() {
        route if route.ends_with("generate-token") && route.contains(SECRET) => minted(accepted),
        route if route.ends_with("generate-token") => {
            Reply::Json(400, json!({"response": false, "message": "The SECRET_KEY is incorrect"}))
        }
        _ if seen.header("authorization") == Some(&format!("Bearer {accepted}")) => {
            Reply::Json(200, json!({"status": "CLOSED", "qrcode": null}))
        }
        _ => refused(),
    }
}

fn mints(fake: &Fake) -> usize {
    fake.routes().iter().filter(|route| route.ends_with("generate-token")).count()
}

#[tokio::test]
async fn the_secret_is_enough_and_the_token_is_minted_once() {
    let fake = Fake::start(|seen| guard(seen, FRESH)).await;
    let session = fake.builder().secret_key(SECRET).build().unwrap().session("shop").unwrap();
    let calls = (0..30).map(|_| session.call(StatusSession::default()));
    let answers = soon(futures_util::future::join_all(calls)).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(mints(&fake), 1);
}

#[tokio::test]
async fn a_stale_token_is_renewed_once_for_all_who_hold_it() {
    let fake = Fake::start(|seen| guard(seen, FRESH)).await;
    let session = fake.builder().secret_key(SECRET).token(TOKEN).build().unwrap().session("shop").unwrap();
    let calls = (0..30).map(|_| session.call(StatusSession::default()));
    let answers = soon(futures_util::future::join_all(calls)).await;
    assert!(answers.iter().all(Result::is_ok), "{:?}", answers.iter().find(|answer| answer.is_err()));
    assert_eq!(mints(&fake), 1);
}

#[tokio::test]
async fn a_refused_token_that_cannot_be_renewed_keeps_the_servers_answer() {
    let fake = Fake::start(|_| refused()).await;
    let session = fake.builder().token(TOKEN).build().unwrap().session("shop").unwrap();
    let error = soon(session.call(StatusSession::default())).await.unwrap_err();
    assert_eq!((error.code(), error.status()), (ErrorCode::Unauthorized, Some(401)));
    assert!(std::str::from_utf8(error.body().unwrap()).unwrap().contains("Check that the Session"));
    assert!(error.hint().unwrap().contains("secret_key"));
}

#[tokio::test]
async fn only_the_two_bodies_renew() {
    for body in [
        json!({"message": "Sending the file is mandatory"}),
        json!({"status": "error", "response": "Error on open list", "error": {}}),
        json!({"message": "Unauthorized"}),
    ] {
        let fake = Fake::start(move |_| Reply::Json(401, body.clone())).await;
        let session =
            fake.builder().secret_key(SECRET).token(TOKEN).build().unwrap().session("shop").unwrap();
        let error = soon(session.call(StatusSession::default())).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Rejected, "{error}");
        assert_eq!((mints(&fake), fake.routes().len()), (0, 1));
    }
}

#[tokio::test]
async fn the_error_says_which_of_secret_and_token_is_wrong() {
    let fake = Fake::start(|seen| guard(seen, FRESH)).await;
    let wrong_secret = fake.builder().secret_key("ANOTHER-SECRET").build().unwrap().session("shop").unwrap();
    let error = soon(wrong_secret.status()).await.unwrap_err();
    assert_eq!((error.code(), error.operation()), (ErrorCode::WrongSecret, Some("generate-token")));

    let wrong_token = fake.builder().token(TOKEN).build().unwrap().session("shop").unwrap();
    let error = soon(wrong_token.status()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unauthorized);
    assert!(error.hint().unwrap().contains("secret_key"), "{error:?}");

    let wrong_local = fake.builder().secret_key("ANOTHER-SECRET").token_mint(TokenMint::Local { cost: 4 });
    let error = soon(wrong_local.build().unwrap().session("shop").unwrap().status()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::WrongSecret, "{error}");

    let neither = fake.builder().build().unwrap().session("shop").unwrap();
    assert_eq!(soon(neither.status()).await.unwrap_err().code(), ErrorCode::InvalidInput);
}

#[tokio::test]
async fn a_server_that_refuses_what_it_minted_does_not_cause_a_loop() {
    let fake =
        Fake::start(|seen| if seen.route().ends_with("generate-token") { minted(FRESH) } else { refused() })
            .await;
    let session = fake.builder().secret_key(SECRET).build().unwrap().session("shop").unwrap();
    let error = soon(session.call(StatusSession::default())).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unauthorized);
    assert!(error.hint().unwrap().contains("two different secret"), "{error:?}");
    assert_eq!(fake.count("GET status-session"), 2);
}

#[tokio::test]
async fn a_local_token_needs_no_request_and_is_bcrypt_of_session_and_secret() {
    let fake = Fake::start(|_| Reply::Json(200, json!({"status": "CLOSED", "qrcode": null}))).await;
    let client = fake.builder().secret_key(SECRET).token_mint(TokenMint::Local { cost: 4 }).build().unwrap();
    soon(client.session("shop").unwrap().status()).await.unwrap();
    let seen = fake.seen();
    assert_eq!(mints(&fake), 0);
    let token = seen[0].header("authorization").unwrap().strip_prefix("Bearer ").unwrap();
    let hash = token.replace('_', "/").replace('-', "+");
    assert!(bcrypt::verify(format!("shop{SECRET}"), &hash).unwrap());
}

#[tokio::test]
async fn a_token_in_a_file_serves_the_next_process() {
    let fake = Fake::start(|seen| guard(seen, FRESH)).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.json");
    for _ in 0..3 {
        let client =
            fake.builder().secret_key(SECRET).token_store(FileTokenStore::new(&path)).build().unwrap();
        soon(client.session("shop").unwrap().status()).await.unwrap();
    }
    assert_eq!(mints(&fake), 1);
}

#[tokio::test]
async fn a_send_is_repeated_after_a_renewal_because_the_guard_came_first() {
    let sends = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sends);
    let fake = Fake::start(move |seen| {
        let route = seen.route();
        let authorised = seen.header("authorization") == Some(&format!("Bearer {FRESH}"));
        if route.ends_with("generate-token") {
            minted(FRESH)
        } else if !authorised {
            refused()
        } else if route.starts_with("GET check-number-status") {
            crate::fake::known("5521999999999@c.us")
        } else {
            count.fetch_add(1, Ordering::SeqCst);
            crate::fake::taken()
        }
    })
    .await;
    let session = fake.builder().secret_key(SECRET).token(TOKEN).build().unwrap().session("shop").unwrap();
    soon(session.send_text("5521999999999", "hi")).await.unwrap();
    assert_eq!(sends.load(Ordering::SeqCst), 1);
}
