//! What happens in an account and the library's listeners hear of.

use std::sync::Arc;

use serde_json::Value;

use super::message::Message;
use super::wid::Wid;

/// One happening, in the order in which the page reports it.
#[derive(Debug, Clone)]
pub enum AccountEvent {
    /// A message came into a chat, sent or received.
    Message(Arc<Message>),
    /// The ack of a message changed.
    Ack(Arc<Message>),
    /// Somebody who shared a live location moved, started or stopped.
    LiveLocation {
        /// Who.
        sender: Wid,
        /// The event's data.
        data: Value,
    },
    /// Anything that is handed on as it is.
    Notice {
        /// Name of the webhook and socket event.
        event: &'static str,
        /// Its data.
        data: Value,
        /// Goes to Socket.IO too, not only to the webhook.
        socket: bool,
    },
}
