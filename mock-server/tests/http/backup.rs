//! A backup carries stored logins from one server to another.

use serde_json::json;

use crate::support::{Mock, Request, SECRET};

/// The form that the server takes a ZIP in.
fn form(archive: &[u8]) -> Vec<u8> {
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"backup.zip\"\r\n\
                Content-Type: application/zip\r\n\r\n";
    [head.as_bytes(), archive, b"\r\n--b--\r\n"].concat()
}

#[tokio::test]
async fn a_backup_restored_elsewhere_logs_the_sessions_in_without_a_code() {
    let old = Mock::start().await;
    let archive = old.world().lock().backup().unwrap().unwrap();
    assert!(archive.starts_with(b"PK"), "a real ZIP");

    let new = Mock::start().await;
    new.control("POST", "/reset", json!({"preset": "empty"})).await;
    let restore = Request::new("POST", &format!("/api/{SECRET}/restore-sessions"));
    let answer = new.send(restore.body("multipart/form-data; boundary=b", form(&archive))).await;
    assert_eq!((answer.status, answer.json()), (200, json!({"success": true})));
    new.control("POST", "/clock", json!({"advance_ms": 20_000})).await;

    let names = new.get(&format!("/api/{SECRET}/show-all-sessions")).await.json();
    assert!(names["response"].as_array().unwrap().contains(&json!("main")), "{names}");
    let token = new.token("main").await;
    let status = new.send(Request::new("GET", "/api/main/status-session").token(&token)).await.json();
    assert_eq!((&status["status"], &status["qrcode"]), (&json!("CONNECTED"), &json!(null)), "{status}");
}

#[tokio::test]
async fn a_zip_that_is_none_changes_nothing() {
    let mock = Mock::start().await;
    let before = mock.get(&format!("/api/{SECRET}/show-all-sessions")).await.json();
    let restore = Request::new("POST", &format!("/api/{SECRET}/restore-sessions"));
    let answer = mock.send(restore.body("multipart/form-data; boundary=b", form(b"no archive"))).await;
    assert_eq!(answer.status, 200, "the server answers before it looks into the ZIP");
    assert_eq!(mock.get(&format!("/api/{SECRET}/show-all-sessions")).await.json(), before);
}
