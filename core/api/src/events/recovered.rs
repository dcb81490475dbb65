//! Messages read from a chat, as the events that they would have been.

use super::{Event, EventData, EventKind, Source};
use crate::types::Message;

/// The event that this message of get-messages or unread-messages would have been.
pub fn recovered(session: &str, message: Message) -> Event {
    let own = message.from_me.unwrap_or_else(|| message.id.from_me());
    let (kind, data) = if own {
        (EventKind::SelfMessage, EventData::SelfMessage(Box::new(message)))
    } else {
        (EventKind::Message, EventData::Message(Box::new(message)))
    };
    Event {
        source: Source::Recovered,
        kind,
        name: kind.as_str().to_owned(),
        session: Some(session.to_owned()),
        data,
    }
}
