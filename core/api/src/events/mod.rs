//! What the server tells by itself: webhooks and Socket.IO events.
//!
//! The server posts each event once to the session's webhook, flattened into `{event, session, …data}`, and
//! broadcasts nearly the same to every Socket.IO client as a name and data. [`parse_webhook`] and [`parse_socket`]
//! read both into one [`Event`], so that it makes no difference which way it came. Nothing is refused but what is
//! no JSON: an event that this version does not know, or whose data has another shape, comes as
//! [`EventData::Unknown`].
//!
//! Source: WPPConnect Server 2.10.4, recorded payloads.

mod activity;
mod data;
mod head;
mod kind;
mod lifecycle;
mod parse;
mod recovered;
mod schema;
#[cfg(test)]
mod tests;

pub use activity::{
    AckChange, IncomingCall, LabelChange, LiveLocation, ParticipantsChange, PollResponse, Presence,
    PresenceOfParticipant, Reaction, Revocation,
};
pub use data::{EventData, SentMessages, UnknownEvent};
pub use head::EventHead;
pub use kind::{EventKind, Source};
pub use lifecycle::{PhoneCode, QrCode, SessionEnd, SessionLogged, StatusFind};
pub use parse::{MalformedEvent, parse_socket, parse_webhook};
pub use recovered::recovered;

/// One event, whichever way it came.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// Which way it came.
    pub source: Source,
    /// What it is.
    pub kind: EventKind,
    /// The server's name for it, such as `onmessage` or `received-message`; empty when the data hid it.
    pub name: String,
    /// The session as the payload says it. Absent in webhooks between a start that follows a close and the login,
    /// and in many Socket.IO events; a field of a message may stand in its place. The URL of a webhook knows better.
    pub session: Option<String>,
    /// Its data.
    pub data: EventData,
}

impl Event {
    /// An event that could not be read as anything: its payload is kept as it is.
    pub fn unknown(source: Source, name: &str, raw: serde_json::Value, reason: Option<String>) -> Self {
        let data = EventData::Unknown(UnknownEvent { raw, reason });
        Self { source, kind: EventKind::Unknown, name: name.to_owned(), session: None, data }
    }

    /// The message that it is about, for kinds that carry one.
    pub fn message(&self) -> Option<&crate::types::Message> {
        self.data.message()
    }
}
