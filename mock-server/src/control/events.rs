//! Server-sent events of everything that happens.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Extension;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;
use serde_json::Value;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::driver::Driver;

/// One event per happening; its name is the key `type` of the data: session, request, delivery, clock, reset.
pub(super) async fn stream(
    Extension(driver): Extension<Driver>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = unfold(driver.notices(), |receiver| async {
        let (text, receiver) = next(receiver).await?;
        let kind = serde_json::from_str::<Value>(&text).ok();
        let kind = kind.as_ref().and_then(|value| value["type"].as_str()).unwrap_or("message").to_owned();
        Some((Ok(Event::default().event(kind).data(&*text)), receiver))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// A reader that is too slow misses what it could not keep up with.
async fn next(mut receiver: Receiver<Arc<str>>) -> Option<(Arc<str>, Receiver<Arc<str>>)> {
    loop {
        match receiver.recv().await {
            Ok(text) => return Some((text, receiver)),
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return None,
        }
    }
}
