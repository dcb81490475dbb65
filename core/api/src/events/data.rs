//! The data of an event, by kind.

use serde::Serialize;
use serde_json::Value;

use super::{
    AckChange, EventKind, IncomingCall, LabelChange, LiveLocation, ParticipantsChange, PhoneCode,
    PollResponse, Presence, QrCode, Reaction, Revocation, SessionEnd, SessionLogged, StatusFind,
};
use crate::types::Message;

/// What an event says. Serializes as its data alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum EventData {
    /// `status-find`.
    StatusFind(StatusFind),
    /// `qrcode`.
    QrCode(QrCode),
    /// `phoneCode`.
    PhoneCode(PhoneCode),
    /// `onmessage`: a message of somebody else.
    ///
    /// `body` of a media message is the whole file in base64 if the server could download it, else WhatsApp's own
    /// value (a thumbnail, or nothing); nothing tells which.
    Message(Box<Message>),
    /// `onselfmessage`: a message of the account itself.
    SelfMessage(Box<Message>),
    /// `unreadmessages`: one message per event.
    UnreadMessage(Box<Message>),
    /// `onack`.
    Ack(Box<AckChange>),
    /// `onpresencechanged`.
    Presence(Presence),
    /// `onparticipantschanged`.
    Participants(ParticipantsChange),
    /// `onreactionmessage`.
    Reaction(Reaction),
    /// `onrevokedmessage`.
    Revoked(Revocation),
    /// `onpollresponse`.
    PollResponse(PollResponse),
    /// `onupdatelabel`.
    Label(Box<LabelChange>),
    /// `incomingcall`.
    Call(Box<IncomingCall>),
    /// `location`.
    Location(Box<LiveLocation>),
    /// `closesession`.
    Closed(SessionEnd),
    /// `logoutsession`.
    LoggedOut(SessionEnd),
    /// `session-logged`.
    SessionLogged(SessionLogged),
    /// `session-error`: the name of the session.
    SessionError(String),
    /// `whatsapp-status`: false; some session was closed or logged out.
    WhatsappStatus(bool),
    /// `mensagem-enviada`.
    SentMessages(SentMessages),
    /// `edited-message`.
    EditedMessage(Box<Message>),
    /// An event that this version does not know, or whose data has another shape.
    Unknown(UnknownEvent),
}

/// What the routes send-message, send-order-message, send-pix-key and send-reply report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum SentMessages {
    /// The messages that were sent.
    Messages(Vec<Message>),
    /// Anything else, such as the `{message, to}` of send-reply.
    Other(Value),
}

/// An event as it came.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct UnknownEvent {
    /// The payload, untouched.
    pub raw: Value,
    /// What is in the way of reading it as the event that its name says; none for an unknown name.
    #[serde(skip)]
    pub reason: Option<String>,
}

impl EventData {
    /// What kind of event has this data.
    pub fn kind(&self) -> EventKind {
        match self {
            Self::StatusFind(_) => EventKind::StatusFind,
            Self::QrCode(_) => EventKind::QrCode,
            Self::PhoneCode(_) => EventKind::PhoneCode,
            Self::Message(_) => EventKind::Message,
            Self::SelfMessage(_) => EventKind::SelfMessage,
            Self::UnreadMessage(_) => EventKind::UnreadMessage,
            Self::Ack(_) => EventKind::Ack,
            Self::Presence(_) => EventKind::Presence,
            Self::Participants(_) => EventKind::Participants,
            Self::Reaction(_) => EventKind::Reaction,
            Self::Revoked(_) => EventKind::Revoked,
            Self::PollResponse(_) => EventKind::PollResponse,
            Self::Label(_) => EventKind::Label,
            Self::Call(_) => EventKind::Call,
            Self::Location(_) => EventKind::Location,
            Self::Closed(_) => EventKind::Closed,
            Self::LoggedOut(_) => EventKind::LoggedOut,
            Self::SessionLogged(_) => EventKind::SessionLogged,
            Self::SessionError(_) => EventKind::SessionError,
            Self::WhatsappStatus(_) => EventKind::WhatsappStatus,
            Self::SentMessages(_) => EventKind::SentMessages,
            Self::EditedMessage(_) => EventKind::EditedMessage,
            Self::Unknown(_) => EventKind::Unknown,
        }
    }

    /// The message that it is about, for kinds that carry one.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Message(message)
            | Self::SelfMessage(message)
            | Self::UnreadMessage(message)
            | Self::EditedMessage(message) => Some(message),
            _ => None,
        }
    }
}
