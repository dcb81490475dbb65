//! What a client of the listener sees of Express: routing, parsing, pages, headers.

use crate::support::{Mock, Request};
use serde_json::json;

#[tokio::test]
async fn unknown_paths_and_methods_are_pages_that_name_them() {
    let mock = Mock::start().await;
    for (method, path, text) in [
        ("GET", "/", "Cannot GET /"),
        ("GET", "/api/main/nope", "Cannot GET /api/main/nope"),
        ("GET", "/api//main/status-session", "Cannot GET /api//main/status-session"),
        ("GET", "/api/main/send-message?a=1", "Cannot GET /api/main/send-message"),
        ("PUT", "/api/main/send-message", "Cannot PUT /api/main/send-message"),
        ("PATCH", "/healthz", "Cannot PATCH /healthz"),
        ("GET", "/files/none.png", "Cannot GET /files/none.png"),
        ("POST", "/metrics", "Cannot POST /metrics"),
    ] {
        let answer = mock.send(Request::new(method, path)).await;
        assert_eq!((answer.status, answer.page()), (404, text.to_owned()));
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(answer.header("content-security-policy"), Some("default-src 'none'"));
        assert_eq!(answer.header("x-powered-by"), Some("Express"));
    }
}

#[tokio::test]
async fn a_trailing_slash_and_the_case_of_fixed_parts_do_not_matter() {
    let mock = Mock::start().await;
    let token = mock.token("main").await;
    for path in ["/api/main/status-session/", "/API/main/Status-Session", "/api/main/status-session?a=1"] {
        assert_eq!(mock.send(Request::new("GET", path).token(&token)).await.status, 200, "{path}");
    }
    let answer = mock.send(Request::new("GET", "/api/Main/status-session").token(&token)).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn parameters_are_percent_decoded_or_refused() {
    let mock = Mock::start().await;
    let answer = mock
        .send(Request::new("POST", &format!("/api/a%2Fb/{}/generate-token", crate::support::SECRET)))
        .await;
    assert_eq!(answer.json()["session"], "a/b");
    let answer = mock.get("/api/%zz/status-session").await;
    assert_eq!(
        (answer.status, answer.page().as_str()),
        (400, "URIError: Failed to decode param &#39;%zz&#39;")
    );
}

#[tokio::test]
async fn browsers_may_ask_and_call_from_anywhere() {
    let mock = Mock::start().await;
    let request = Request::new("OPTIONS", "/api/main/send-message")
        .header("origin", "http://x")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization");
    let answer = mock.send(request).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-methods"), Some("GET,HEAD,PUT,PATCH,POST,DELETE"));
    assert_eq!(answer.header("access-control-allow-headers"), Some("authorization"));
    assert_eq!(mock.get("/healthz").await.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn bodies_are_parsed_before_anything_else_looks_at_the_request() {
    let mock = Mock::start().await;
    for (content_type, encoding, body, status, error) in [
        ("application/json", None, "{", 400, "SyntaxError: Unexpected end of JSON input"),
        (
            "application/json",
            None,
            "null",
            400,
            "SyntaxError: Unexpected token &#39;n&#39;, &quot;null&quot; is not valid JSON",
        ),
        (
            "application/json; charset=foo",
            None,
            "{}",
            415,
            "UnsupportedMediaTypeError: unsupported charset &quot;FOO&quot;",
        ),
        (
            "application/json",
            Some("br"),
            "{}",
            415,
            "UnsupportedMediaTypeError: unsupported content encoding &quot;br&quot;",
        ),
    ] {
        let mut request = Request::new("POST", "/api/main/nope").body(content_type, body);
        if let Some(encoding) = encoding {
            request = request.header("content-encoding", encoding);
        }
        let answer = mock.send(request).await;
        assert_eq!((answer.status, answer.page().as_str()), (status, error));
    }
    let answer = mock.send(Request::new("POST", "/api/main/send-message").body("text/plain", "{")).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn a_body_over_50_mb_is_refused_after_it_was_read() {
    let mock = Mock::start().await;
    let body = vec![b' '; 50 * 1024 * 1024 + 1];
    let answer =
        mock.send(Request::new("POST", "/api/main/send-message").body("application/json", body)).await;
    assert_eq!(
        (answer.status, answer.page().as_str()),
        (413, "PayloadTooLargeError: request entity too large")
    );
}

#[tokio::test]
async fn uploads_are_read_before_the_token_is_checked_and_only_where_they_are_expected() {
    let mock = Mock::start().await;
    let form = |field: &str| {
        format!(
            "--b\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"a.png\"\r\n\r\nx\r\n--b--\r\n"
        )
    };
    let send = |path: &str, field: &str| {
        mock.send(Request::new("POST", path).body("multipart/form-data; boundary=b", form(field)))
    };
    let answer = send("/api/main/send-file", "arquivo").await;
    assert_eq!((answer.status, answer.page().as_str()), (500, "MulterError: Unexpected field"));
    assert_eq!(send("/api/main/send-file", "file").await.status, 401);
    assert_eq!(send("/api/main/send-message", "arquivo").await.status, 401);
}

#[tokio::test]
async fn the_documentation_lies_behind_a_redirect() {
    let mock = Mock::start().await;
    let answer = mock.get("/api-docs").await;
    assert_eq!((answer.status, answer.header("location")), (301, Some("/api-docs/")));
    assert!(mock.get("/api-docs/").await.text().contains("<title>Swagger UI</title>"));
    let metrics = mock.get("/metrics").await;
    assert_eq!(metrics.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
}

#[tokio::test]
async fn a_known_answer_is_not_repeated_and_head_has_no_body() {
    let mock = Mock::start().await;
    let first = mock.get("/api-docs/").await;
    let tag = first.header("etag").unwrap();
    let again = mock.send(Request::new("GET", "/api-docs/").header("if-none-match", tag)).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    let head = mock.send(Request::new("HEAD", "/api-docs/")).await;
    assert_eq!((head.status, head.header("content-length")), (200, first.header("content-length")));
}

#[tokio::test]
async fn one_connection_serves_many_requests() {
    let mock = Mock::start().await;
    let mut connection = mock.connect().await;
    for path in ["/healthz", "/nope", "/healthz"] {
        connection.write(&Request::new("GET", path)).await;
        let answer = connection.read(false).await.unwrap();
        assert_eq!(answer.header("connection"), Some("keep-alive"), "{path}");
    }
    connection.write(&Request::new("GET", "/healthz")).await;
    connection.write(&Request::new("GET", "/nope")).await;
    assert_eq!(connection.read(false).await.unwrap().status, 200);
    assert_eq!(connection.read(false).await.unwrap().status, 404);
}

#[tokio::test]
async fn the_journal_keeps_what_arrived_without_its_secrets() {
    let mock = Mock::start().await;
    let token = mock.token("main").await;
    assert_eq!(mock.last_request()["path"], "/api/main/***/generate-token");
    let path = "/api/main/check-number-status/5511999990001?deep=true";
    mock.send(Request::new("GET", path).token(&token)).await;
    let entry = mock.last_request();
    assert_eq!(entry["operation"], "check-number-status");
    assert_eq!(entry["session"], "main");
    assert_eq!(entry["query"], json!({"deep": true}));
    assert_eq!(entry["headers"], json!({"host": "mock", "authorization": "Bearer"}));
    assert_eq!((&entry["answered"], &entry["status"]), (&json!(true), &json!(200)));
    assert!(!entry.to_string().contains(&token));
}

#[tokio::test]
async fn the_journal_keeps_a_long_body_by_its_beginning_and_length() {
    let mock = Mock::start().await;
    let token = mock.token("main").await;
    let file = format!("data:text/plain;base64,{}", "A".repeat(2 * 1024 * 1024));
    let body = json!({"phone": "5511999990001", "base64": file});
    let answer = mock.send(Request::new("POST", "/api/main/send-file").token(&token).json(&body)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let entry = mock.last_request();
    assert_eq!(entry["body"]["phone"], "5511999990001");
    let kept = entry["body"]["base64"].as_str().unwrap();
    assert!(kept.ends_with(&format!("A…({} chars)", file.len())), "{kept}");
}

#[tokio::test]
async fn the_journal_keeps_a_form_as_the_object_that_was_read_from_it() {
    let mock = Mock::start().await;
    let form = "phone[]=5511999990001&message=a+b";
    let content_type = "application/x-www-form-urlencoded";
    mock.send(Request::new("POST", "/api/main/send-message").body(content_type, form)).await;
    assert_eq!(mock.last_request()["body"], json!({"phone": ["5511999990001"], "message": "a b"}));
}
