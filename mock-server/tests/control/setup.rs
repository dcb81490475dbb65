//! A world on a frozen clock and its control API.

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use wppkit_mock::control;
use wppkit_mock::driver::Driver;
use wppkit_mock::world::{Settings, World};

pub(crate) struct Mock {
    pub(crate) driver: Driver,
}

impl Mock {
    pub(crate) fn new() -> Self {
        Self { driver: Driver::new(World::new(Settings::default())) }
    }

    /// One control call; its status and JSON body.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let request = Request::builder().method(method).uri(path).body(body).unwrap();
        let response = control::handle(self.driver.clone(), request).await;
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// A call that succeeds.
    pub(crate) async fn ok(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(method, path, body).await;
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    /// A call that is refused; its status, error and hint.
    pub(crate) async fn refused(&self, method: &str, path: &str, body: Value) -> (u16, String, String) {
        let (status, answer) = self.call(method, path, body).await;
        assert!(status >= 400, "{method} {path}: {status} {answer}");
        let text = |key: &str| answer[key].as_str().unwrap().to_owned();
        (status, text("error"), text("hint"))
    }

    pub(crate) async fn advance(&self, ms: u64) {
        self.ok("POST", "/clock", json!({"advance_ms": ms})).await;
    }
}
