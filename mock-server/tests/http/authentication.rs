//! Who gets in: every form of a token that the real server takes, and those that it does not.

use crate::support::{Mock, Request};
use serde_json::json;

const STATUS: &str = "/api/main/status-session";

#[tokio::test]
async fn the_scheme_and_the_alphabet_of_a_token_do_not_matter() {
    let mock = Mock::start().await;
    let token = mock.token("main").await;
    let unescaped = token.replace('_', "/").replace('-', "+");
    for header in [
        format!("Bearer {token}"),
        format!("bearer {token}"),
        format!("Foo {token}"),
        format!("Bearer {unescaped}"),
    ] {
        let answer = mock.send(Request::new("GET", STATUS).header("authorization", &header)).await;
        assert_eq!(answer.status, 200, "{header}");
    }
}

#[tokio::test]
async fn without_a_second_word_no_token_is_present() {
    let mock = Mock::start().await;
    let token = mock.token("main").await;
    let missing = json!({"message": "Token is not present. Check your header and try again"});
    for header in [None, Some(token.clone()), Some(format!("Bearer  {token}"))] {
        let mut request = Request::new("GET", STATUS).header("content-type", "application/json");
        if let Some(header) = &header {
            request = request.header("authorization", header);
        }
        let answer = mock.send(request).await;
        assert_eq!((answer.status, answer.json()), (401, missing.clone()), "{header:?}");
    }
}

#[tokio::test]
async fn a_token_of_something_else_is_wrong() {
    let mock = Mock::start().await;
    let (main, other) = (mock.token("main").await, mock.token("other").await);
    let wrong = json!({"error": "Check that the Session and Token are correct"});
    for token in [other, crate::support::SECRET.to_owned(), format!("main:{main}"), "$2b$10$short".to_owned()]
    {
        let answer = mock.send(Request::new("GET", STATUS).token(&token)).await;
        assert_eq!((answer.status, answer.json()), (401, wrong.clone()), "{token}");
    }
}

#[tokio::test]
async fn a_token_in_the_path_wins_over_the_header() {
    let mock = Mock::start().await;
    let token = mock.token("main").await;
    let status = |session: String, header: bool| {
        let mut request = Request::new("GET", &format!("/api/{session}/status-session"));
        if header {
            request = request.token(&token);
        }
        mock.send(request)
    };
    assert_eq!(status(format!("main:{token}"), false).await.status, 200);
    assert_eq!(status("main:wrong".to_owned(), true).await.status, 401);
    assert_eq!(status("main:".to_owned(), true).await.status, 401);
    assert_eq!(status(format!("ghost:{token}"), false).await.status, 401);
}

#[tokio::test]
async fn another_secret_invalidates_tokens_and_the_old_one_brings_them_back() {
    let mock = Mock::start().await;
    let token = mock.token("main").await;
    let request = Request::new("GET", STATUS).token(&token);
    mock.world().lock().secret = "another".to_owned();
    assert_eq!(mock.send(request.clone()).await.status, 401);
    mock.world().lock().secret = crate::support::SECRET.to_owned();
    assert_eq!(mock.send(request).await.status, 200);
}

#[tokio::test]
async fn a_wrong_secret_mints_nothing() {
    let mock = Mock::start().await;
    let answer = mock.send(Request::new("POST", "/api/shop/WRONG/generate-token")).await;
    assert_eq!((answer.status, answer.json()["response"].clone()), (400, json!(false)));
}
