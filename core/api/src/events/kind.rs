//! Names of events: what they are on either way, and which of them mean the same.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which way an event came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// Posted by the server to the session's webhook.
    Webhook,
    /// Broadcast over Socket.IO.
    Socket,
    /// Read from the chat afterwards, because it may have been missed.
    Recovered,
}

impl Source {
    /// The stable string.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Socket => "socket",
            Self::Recovered => "recovered",
        }
    }

    /// The source of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Webhook, Self::Socket, Self::Recovered].into_iter().find(|source| source.as_str() == name)
    }
}

macro_rules! event_kinds {
    ($($(#[$meta:meta])* $variant:ident = $name:literal ($webhook:expr, $socket:expr)),* $(,)?) => {
        /// What an event is. Its string is the webhook's name, or the Socket.IO name where there is no webhook.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[non_exhaustive]
        pub enum EventKind {
            $($(#[$meta])* #[serde(rename = $name)] $variant,)*
            /// None that this version knows.
            #[serde(rename = "unknown")]
            Unknown,
        }

        impl EventKind {
            /// Every known kind, in a fixed order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable string.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Unknown => "unknown",
                }
            }

            /// Its name as a webhook.
            pub const fn webhook_name(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => $webhook,)*
                    Self::Unknown => None,
                }
            }

            /// Its name on Socket.IO.
            pub const fn socket_name(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => $socket,)*
                    Self::Unknown => None,
                }
            }
        }
    };
}

event_kinds! {
    /// The library reports a state of login or browser.
    StatusFind = "status-find" (Some("status-find"), None),
    /// A QR code waits to be scanned.
    QrCode = "qrcode" (Some("qrcode"), Some("qrCode")),
    /// A pairing code waits to be typed into the phone.
    PhoneCode = "phoneCode" (Some("phoneCode"), Some("phoneCode")),
    /// A message arrived. On Socket.IO, `received-message` of others, stories included.
    Message = "onmessage" (Some("onmessage"), Some("received-message")),
    /// The account itself sent a message, on any device. As a webhook only with `webhook.onSelfMessage`.
    SelfMessage = "onselfmessage" (Some("onselfmessage"), None),
    /// A message was unread when the session connected (`webhook.allUnreadOnStart`).
    UnreadMessage = "unreadmessages" (Some("unreadmessages"), None),
    /// A message got further: sent, received, read, played, failed.
    Ack = "onack" (Some("onack"), Some("onack")),
    /// Somebody is online, types, records.
    Presence = "onpresencechanged" (Some("onpresencechanged"), Some("onpresencechanged")),
    /// Members or admins of a group changed.
    Participants = "onparticipantschanged" (Some("onparticipantschanged"), None),
    /// Somebody reacted to a message, or took the reaction back.
    Reaction = "onreactionmessage" (Some("onreactionmessage"), Some("onreactionmessage")),
    /// A message was deleted for everyone.
    Revoked = "onrevokedmessage" (Some("onrevokedmessage"), Some("onrevokedmessage")),
    /// Somebody voted in a poll.
    PollResponse = "onpollresponse" (Some("onpollresponse"), Some("onpollresponse")),
    /// A label was put on a chat or taken off.
    Label = "onupdatelabel" (Some("onupdatelabel"), Some("onupdatelabel")),
    /// Somebody calls.
    Call = "incomingcall" (Some("incomingcall"), Some("incomingcall")),
    /// Somebody who shares a live location starts, moves or ends.
    Location = "location" (Some("location"), None),
    /// The session was closed; its link to the phone holds.
    Closed = "closesession" (Some("closesession"), None),
    /// The session was logged out; its link to the phone is gone.
    LoggedOut = "logoutsession" (Some("logoutsession"), None),
    /// The session is connected.
    SessionLogged = "session-logged" (None, Some("session-logged")),
    /// The session did not work right after its start.
    SessionError = "session-error" (None, Some("session-error")),
    /// Some session was closed or logged out; the event does not say which.
    WhatsappStatus = "whatsapp-status" (None, Some("whatsapp-status")),
    /// A route that sends texts has sent them.
    SentMessages = "mensagem-enviada" (None, Some("mensagem-enviada")),
    /// A message was edited through the server.
    EditedMessage = "edited-message" (None, Some("edited-message")),
}

impl EventKind {
    /// The kind of a webhook.
    pub fn of_webhook(name: &str) -> Self {
        Self::find(|kind| kind.webhook_name() == Some(name))
    }

    /// The kind of a Socket.IO event. `received-message` is [`EventKind::Message`] until its data is looked at.
    pub fn of_socket(name: &str) -> Self {
        Self::find(|kind| kind.socket_name() == Some(name))
    }

    /// The kind with this string.
    pub fn named(name: &str) -> Option<Self> {
        Some(Self::find(|kind| kind.as_str() == name)).filter(|kind| *kind != Self::Unknown)
    }

    fn find(is: impl Fn(Self) -> bool) -> Self {
        Self::ALL.iter().copied().find(|kind| is(*kind)).unwrap_or(Self::Unknown)
    }

    /// Whether the event is a message, so that the message's id tells it from all others.
    pub const fn is_message(self) -> bool {
        matches!(self, Self::Message | Self::SelfMessage | Self::UnreadMessage)
    }

    /// Whether a lost event of this kind leaves a trace in the chat, where it can be read afterwards.
    pub const fn leaves_trace(self) -> bool {
        self.is_message()
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
