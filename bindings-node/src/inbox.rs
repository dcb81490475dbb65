//! Events for handlers of JavaScript.

use std::sync::Arc;

use bytes::Bytes;
use napi_derive::napi;
use wppkit::bridge::{Handled, InboxHandle};

use crate::{question::Questions, queue::Queue};

/// An inbox that JavaScript holds; made by `Bridge.openInbox`.
#[napi]
pub struct NativeInbox(pub(crate) InboxHandle);

/// Hands events to the handlers of one run.
pub(crate) struct EventHandler {
    pub(crate) run: u32,
    pub(crate) queue: Arc<Queue>,
    pub(crate) questions: Arc<Questions>,
}

impl EventHandler {
    /// Hands an event to the handler at this place.
    pub(crate) fn handle(&self, place: usize, event: &Bytes) -> Handled {
        let (queue, questions) = (Arc::clone(&self.queue), Arc::clone(&self.questions));
        // The event is JSON already.
        let event = String::from_utf8_lossy(event);
        let question = format!(r#"{{"run":{},"handler":{place},"event":{event}}}"#, self.run);
        Box::pin(async move { questions.ask(&queue, question).await.map(drop) })
    }
}
