//! From the bytes of a payload to an event.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Event, EventData, EventHead, EventKind, PhoneCode, QrCode, SentMessages, Source, UnknownEvent};
use crate::{mend::mended, types::Message};

/// A payload that is no JSON, or no JSON object where an object is due.
#[derive(Debug)]
pub struct MalformedEvent(serde_json::Error);

impl fmt::Display for MalformedEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no event: {}", self.0)
    }
}

impl std::error::Error for MalformedEvent {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<serde_json::Error> for MalformedEvent {
    fn from(error: serde_json::Error) -> Self {
        Self(error)
    }
}

/// Reads the body of a webhook.
///
/// # Errors
/// If it is no JSON object. Unknown events and data of another shape are no errors: [`EventData::Unknown`].
pub fn parse_webhook(body: &[u8]) -> Result<Event, MalformedEvent> {
    mending(body, webhook)
}

fn webhook(body: &[u8]) -> Result<Event, MalformedEvent> {
    let head = EventHead::of_webhook(body)?;
    let data = match head.kind {
        EventKind::Unknown => Ok(None),
        kind => flattened(kind, body).map(Some),
    };
    finish(Source::Webhook, head, data, body)
}

/// Reads a Socket.IO event: its name and its first argument as JSON. [`Event::kind`] tells own messages of
/// `received-message` from those of others.
///
/// # Errors
/// If the data is no JSON. Unknown events and data of another shape are no errors: [`EventData::Unknown`].
pub fn parse_socket(name: &str, data: &[u8]) -> Result<Event, MalformedEvent> {
    mending(data, |data| socket(name, data))
}

/// Reads a payload; if that fails because of half a character or damaged UTF-8, once more without it.
fn mending(
    payload: &[u8],
    read: impl Fn(&[u8]) -> Result<Event, MalformedEvent>,
) -> Result<Event, MalformedEvent> {
    let first = read(payload);
    let spoilt = match &first {
        Err(_) => true,
        Ok(event) => matches!(&event.data, EventData::Unknown(unknown) if unknown.reason.is_some()),
    };
    if !spoilt {
        return first;
    }
    match String::from_utf8_lossy(payload) {
        Cow::Borrowed(text) => mended(text).map_or(first, |text| read(text.as_bytes())),
        Cow::Owned(text) => read(mended(&text).unwrap_or(text).as_bytes()),
    }
}

fn socket(name: &str, data: &[u8]) -> Result<Event, MalformedEvent> {
    let head = match EventHead::of_socket(name, data) {
        Ok(head) => head,
        // JSON, but of another shape than this event has.
        Err(malformed) => {
            let reason = malformed.to_string();
            let raw = serde_json::from_slice(data)?;
            return Ok(Event::unknown(Source::Socket, name, raw, Some(reason)));
        }
    };
    let kind = head.kind;
    let read = match kind {
        EventKind::Unknown => Ok(None),
        EventKind::QrCode => from::<SocketQr>(data).map(|code| Some(EventData::QrCode(code.bare()))),
        EventKind::PhoneCode => {
            from::<SocketPhoneCode>(data).map(|code| Some(EventData::PhoneCode(code.plain())))
        }
        EventKind::Message | EventKind::SelfMessage => from::<Response>(data).map(|answer| {
            let message = Box::new(answer.response);
            Some(match kind {
                EventKind::SelfMessage => EventData::SelfMessage(message),
                _ => EventData::Message(message),
            })
        }),
        EventKind::SessionError => from(data).map(|session| Some(EventData::SessionError(session))),
        EventKind::WhatsappStatus => from(data).map(|flag| Some(EventData::WhatsappStatus(flag))),
        EventKind::SentMessages => match from::<Vec<Message>>(data) {
            Ok(messages) => Ok(Some(EventData::SentMessages(SentMessages::Messages(messages)))),
            Err(_) => from(data).map(|value| Some(EventData::SentMessages(SentMessages::Other(value)))),
        },
        kind => flattened(kind, data).map(Some),
    };
    finish(Source::Socket, head, read, data)
}

fn finish(
    source: Source,
    head: EventHead<'_>,
    read: Result<Option<EventData>, serde_json::Error>,
    raw: &[u8],
) -> Result<Event, MalformedEvent> {
    let data = match read {
        Ok(Some(data)) => data,
        Ok(None) => EventData::Unknown(UnknownEvent { raw: kept(raw), reason: None }),
        Err(error) => EventData::Unknown(UnknownEvent { raw: kept(raw), reason: Some(error.to_string()) }),
    };
    let (name, session) = (head.name.into_owned(), head.session.map(Into::into));
    Ok(Event { source, kind: data.kind(), name, session, data })
}

/// A payload as it came: as text where it is deeper, or has larger numbers, than a value can hold.
fn kept(raw: &[u8]) -> Value {
    serde_json::from_slice(raw).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(raw).into_owned()))
}

/// Data that stands in the payload itself.
fn flattened(kind: EventKind, bytes: &[u8]) -> Result<EventData, serde_json::Error> {
    Ok(match kind {
        EventKind::StatusFind => EventData::StatusFind(from(bytes)?),
        EventKind::QrCode => EventData::QrCode(from(bytes)?),
        EventKind::PhoneCode => EventData::PhoneCode(from(bytes)?),
        EventKind::Message => EventData::Message(from(bytes)?),
        EventKind::SelfMessage => EventData::SelfMessage(from(bytes)?),
        EventKind::UnreadMessage => EventData::UnreadMessage(from(bytes)?),
        EventKind::Ack => EventData::Ack(from(bytes)?),
        EventKind::Presence => EventData::Presence(from(bytes)?),
        EventKind::Participants => EventData::Participants(from(bytes)?),
        EventKind::Reaction => EventData::Reaction(from(bytes)?),
        EventKind::Revoked => EventData::Revoked(from(bytes)?),
        EventKind::PollResponse => EventData::PollResponse(from(bytes)?),
        EventKind::Label => EventData::Label(from(bytes)?),
        EventKind::Call => EventData::Call(from(bytes)?),
        EventKind::Location => EventData::Location(from(bytes)?),
        EventKind::Closed => EventData::Closed(from(bytes)?),
        EventKind::LoggedOut => EventData::LoggedOut(from(bytes)?),
        EventKind::SessionLogged => EventData::SessionLogged(from(bytes)?),
        EventKind::EditedMessage => EventData::EditedMessage(from(bytes)?),
        // Their data is no object.
        EventKind::SessionError
        | EventKind::WhatsappStatus
        | EventKind::SentMessages
        | EventKind::Unknown => EventData::Unknown(UnknownEvent { raw: from(bytes)?, reason: None }),
    })
}

fn from<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(bytes)
}

#[derive(Deserialize)]
struct Response {
    response: Message,
}

#[derive(Deserialize)]
struct SocketQr {
    data: String,
}

impl SocketQr {
    fn bare(self) -> QrCode {
        let qrcode = match self.data.split_once(";base64,") {
            Some((_, bare)) => bare.to_owned(),
            None => self.data,
        };
        QrCode { qrcode, urlcode: None, extra: crate::Extra::default() }
    }
}

#[derive(Deserialize)]
struct SocketPhoneCode {
    data: Value,
    phone: Option<Value>,
}

impl SocketPhoneCode {
    fn plain(self) -> PhoneCode {
        let text = |value: Value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        PhoneCode { phone_code: text(self.data), phone: self.phone.map(text), extra: crate::Extra::default() }
    }
}
