//! What the world wants done outside of it. The world does no I/O: a driver performs these.

use bytes::Bytes;
use serde_json::Value;

/// Names one request in the journal, and its answer while it is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub u64);

/// Names one delivery in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct DeliveryId(pub u64);

/// Something to do outside of the world.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Give a request the answer that it waits for.
    Answer {
        /// The waiting request.
        request: RequestId,
        /// Its answer.
        reply: Reply,
    },
    /// POST a webhook, and tell the world how it went by [`World::webhook_done`](super::World::webhook_done).
    Webhook {
        /// Entry in the delivery log.
        id: DeliveryId,
        /// Where to.
        url: String,
        /// JSON body.
        body: Bytes,
    },
    /// Broadcast a Socket.IO event.
    Socket {
        /// Entry in the delivery log.
        id: DeliveryId,
        /// Name of the event.
        event: &'static str,
        /// Its payload, as JSON text.
        data: Bytes,
    },
    /// Cut all Socket.IO connections: the server process ended.
    HangUp,
    /// Cut the connection of a request that waits: the server process ended.
    CutOff(RequestId),
    /// The moment that was asked for by [`World::wake_after`](super::World::wake_after) is there.
    Wake(u64),
    /// Whoever waits for a moment waits for nothing: the server process ended.
    WakeNobody,
}

/// An answer given some time after its handler returned.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// JSON body.
    pub body: Value,
}

impl Reply {
    /// A JSON answer.
    #[must_use]
    pub fn json(status: u16, body: Value) -> Self {
        Self { status, body }
    }
}
