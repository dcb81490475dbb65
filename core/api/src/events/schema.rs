//! Schemas of what events carry, for the generators.

use schemars::{Schema, SchemaGenerator};

use super::{
    AckChange, EventKind, IncomingCall, LabelChange, LiveLocation, ParticipantsChange, PhoneCode,
    PollResponse, Presence, QrCode, Reaction, Revocation, SessionEnd, SessionLogged, StatusFind,
};
use crate::types::Message;

impl EventKind {
    /// The schema of the data of this kind, as [`super::EventData`] serializes it.
    pub fn data_schema(self, generator: &mut SchemaGenerator) -> Schema {
        match self {
            Self::StatusFind => generator.subschema_for::<StatusFind>(),
            Self::QrCode => generator.subschema_for::<QrCode>(),
            Self::PhoneCode => generator.subschema_for::<PhoneCode>(),
            Self::Message | Self::SelfMessage | Self::UnreadMessage | Self::EditedMessage => {
                generator.subschema_for::<Message>()
            }
            Self::Ack => generator.subschema_for::<AckChange>(),
            Self::Presence => generator.subschema_for::<Presence>(),
            Self::Participants => generator.subschema_for::<ParticipantsChange>(),
            Self::Reaction => generator.subschema_for::<Reaction>(),
            Self::Revoked => generator.subschema_for::<Revocation>(),
            Self::PollResponse => generator.subschema_for::<PollResponse>(),
            Self::Label => generator.subschema_for::<LabelChange>(),
            Self::Call => generator.subschema_for::<IncomingCall>(),
            Self::Location => generator.subschema_for::<LiveLocation>(),
            Self::Closed | Self::LoggedOut => generator.subschema_for::<SessionEnd>(),
            Self::SessionLogged => generator.subschema_for::<SessionLogged>(),
            Self::SessionError => generator.subschema_for::<String>(),
            Self::WhatsappStatus => generator.subschema_for::<bool>(),
            Self::SentMessages | Self::Unknown => generator.subschema_for::<serde_json::Value>(),
        }
    }
}
