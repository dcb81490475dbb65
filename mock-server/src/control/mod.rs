//! The control API below `/__mock__`: reads and steers the world, and never pretends to be the real server.
//!
//! Unknown keys and values are refused with 400 and `{"error", "hint"}`; 409 means that the world is not in a
//! state in which that can happen. Each request carries the [`Driver`] of its world as an
//! extension.

mod acks;
mod body;
mod browser;
mod clock;
mod deliver;
mod deliveries;
mod directory;
mod error;
mod events;
mod faults;
mod health;
mod phone;
mod requests;
mod reset;
mod server;
mod sessions;
mod state;
mod verify;

use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;

use crate::driver::Driver;
use error::Refusal;

/// A control call answers with JSON or a refusal.
type Answer = Result<Response, Refusal>;

/// Answers one control call. The request's path is the one behind `/__mock__`.
pub async fn handle(driver: Driver, mut request: Request<Body>) -> Response {
    static ROUTER: LazyLock<Router> = LazyLock::new(router);
    request.extensions_mut().insert(driver);
    match TowerToHyperService::new(ROUTER.clone()).call(request).await {
        Ok(response) => response,
        Err(impossible) => match impossible {},
    }
}

/// All control calls; paths are those below `/__mock__`.
fn router() -> Router {
    Router::new()
        .route("/health", get(health::health))
        .route("/operations", get(health::operations))
        .route("/reset", post(reset::reset))
        .route("/restart", post(reset::restart))
        .route("/server", get(server::show).put(server::set))
        .route("/sessions", get(sessions::list))
        .route("/sessions/{session}", get(sessions::show).put(sessions::put))
        .route("/sessions/{session}/phone", post(phone::act))
        .route("/sessions/{session}/browser", post(browser::trouble))
        .route("/sessions/{session}/deliver", post(deliver::deliver))
        .route("/directory", get(directory::show).put(directory::merge))
        .route("/acks", get(acks::show).put(acks::set))
        .route("/faults", get(faults::list).put(faults::replace).delete(faults::clear))
        .route("/clock", get(clock::show).post(clock::set))
        .route("/requests", get(requests::list).delete(requests::clear))
        .route("/requests/verify", post(verify::verify))
        .route("/client-calls", get(requests::client_calls))
        .route("/deliveries", get(deliveries::list).delete(deliveries::clear))
        .route("/state", get(state::export).put(state::import))
        .route("/events", get(events::stream))
        .method_not_allowed_fallback(wrong_method)
        .fallback(unknown)
}

async fn unknown(method: Method, uri: Uri) -> Refusal {
    Refusal::not_found(format!("{method} {} is no control call", uri.path()), CALLS)
}

async fn wrong_method(method: Method, uri: Uri) -> Refusal {
    unknown(method, uri).await
}

const CALLS: &str = "GET /health, /operations, /server, /sessions, /sessions/{s}, /directory, /acks, /faults, /clock, /requests, \
    /client-calls, /deliveries, /state, /events; POST /reset, /restart, /sessions/{s}/phone, /sessions/{s}/browser, \
    /sessions/{s}/deliver, /clock, /requests/verify; PUT /server, /sessions/{s}, /directory, /acks, /faults, /state; \
    DELETE /faults, /requests, /deliveries";

/// A JSON answer.
fn json(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], Body::from(value.to_string()))
        .into_response()
}
