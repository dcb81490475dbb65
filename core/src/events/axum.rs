//! The receiver as an axum service.

use std::net::{IpAddr, SocketAddr};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
    routing::any,
};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::{
    Receiver, WebhookAnswer,
    media::{Incoming, Refused},
    receiver::unavailable,
};

/// A router that takes webhooks at the path of the receiver's address. Merge it into your own.
///
/// The peer's address is known if the server was made with `into_make_service_with_connect_info::<SocketAddr>()`,
/// which a list of allowed peers needs.
pub fn router(receiver: Receiver) -> Router {
    let path = format!("{}/{{token}}", receiver.path());
    Router::new().route(&path, any(receive)).with_state(receiver)
}

async fn receive(State(receiver): State<Receiver>, Path(token): Path<String>, request: Request) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    respond(answer(&receiver, &token, peer, request).await)
}

async fn answer(receiver: &Receiver, token: &str, peer: Option<IpAddr>, request: Request) -> WebhookAnswer {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()).and_then(|value| value.parse().ok());
    let session = match receiver.admit(request.method().as_str(), token, peer, length).await {
        Ok(session) => session,
        Err(refusal) => return refusal,
    };
    let limit = receiver.options().body_limit;
    if let Some(media) = &receiver.options().media {
        return match stream(Incoming::new(media, limit), request.into_body()).await {
            Ok(event) => receiver.store(&session, event.into()).await,
            Err(refusal) => refusal,
        };
    }
    match Limited::new(request.into_body(), limit).collect().await {
        Ok(body) => receiver.store(&session, body.to_bytes()).await,
        Err(error) if error.is::<LengthLimitError>() => WebhookAnswer::too_large(),
        Err(_) => WebhookAnswer::cut_off(),
    }
}

/// Reads the body piece by piece; the file in it goes to its folder.
async fn stream(mut incoming: Incoming, mut body: Body) -> Result<Vec<u8>, WebhookAnswer> {
    let refused = |refused| match refused {
        Refused::TooLarge => WebhookAnswer::too_large(),
        Refused::Malformed => WebhookAnswer::cut_off(),
        Refused::Storage(error) => unavailable(&error),
    };
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| WebhookAnswer::cut_off())?;
        if let Ok(bytes) = frame.into_data() {
            incoming.take(&bytes).await.map_err(refused)?;
        }
    }
    incoming.end().await.map_err(refused)
}

fn respond(answer: WebhookAnswer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if answer.status == 405 {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    response
}
