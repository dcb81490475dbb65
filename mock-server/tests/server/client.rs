//! A plain HTTP client.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use wppkit_mock::MockServer;

/// Method and path with a body; the status and the JSON body, or nothing if the connection ended without an answer.
pub(crate) async fn call(url: &str, token: Option<&str>, body: Option<Value>) -> Option<(u16, Value)> {
    let (method, url) = url.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(url);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let response = client.request(request.body(Full::new(body)).unwrap()).await.ok()?;
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.ok()?.to_bytes();
    Some((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
}

/// A token of a session, minted by the mock.
pub(crate) async fn token(mock: &MockServer, session: &str) -> String {
    let url = format!("POST {}/api/{session}/{}/generate-token", mock.url(), mock.secret());
    let (status, answer) = call(&url, None, None).await.unwrap();
    assert_eq!(status, 201, "{answer}");
    answer["token"].as_str().unwrap().to_owned()
}
