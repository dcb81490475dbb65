//! The few fields of an event that decide where it goes, read without decoding the rest.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{EventKind, MalformedEvent};

/// Where an event belongs: kind, session, message, chat. A fraction of the time of decoding it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventHead<'a> {
    /// What it is.
    pub kind: EventKind,
    /// The server's name for it; empty when a field of the data stands in its place.
    pub name: Cow<'a, str>,
    /// The session as the payload says it.
    pub session: Option<Cow<'a, str>>,
    /// Id of the message, for messages and acks.
    pub id: Option<Cow<'a, str>>,
    /// Level of an ack.
    pub ack: Option<i64>,
    /// The conversation.
    pub chat: Option<Cow<'a, str>>,
}

impl<'a> EventHead<'a> {
    /// Reads the head of a webhook body.
    ///
    /// # Errors
    /// If the body is no JSON object.
    pub fn of_webhook(body: &'a [u8]) -> Result<Self, MalformedEvent> {
        if first(body) != Some(b'{') {
            let message = "the body is no JSON object";
            return Err(<serde_json::Error as de::Error>::custom(message).into());
        }
        let fields: Fields<'a> = serde_json::from_slice(body)?;
        let name = fields.event.text().cloned().unwrap_or_default();
        let kind = match EventKind::of_webhook(&name) {
            EventKind::Unknown if fields.looks_like_message() => fields.message_kind(),
            known => known,
        };
        Ok(fields.head(kind, name))
    }

    /// Reads the head of a Socket.IO event's data. Data that is no object has a head without fields.
    ///
    /// # Errors
    /// If the data is no JSON.
    pub fn of_socket(name: &'a str, data: &'a [u8]) -> Result<Self, MalformedEvent> {
        let kind = EventKind::of_socket(name);
        if kind == EventKind::Message {
            let answer: Response<'a> = serde_json::from_slice(data)?;
            let kind = answer.response.message_kind();
            return Ok(answer.response.head(kind, Cow::Borrowed(name)));
        }
        let fields = match first(data) {
            Some(b'{') => serde_json::from_slice(data)?,
            _ => {
                let value: Loose<'a> = serde_json::from_slice(data)?;
                let session = if kind == EventKind::SessionError { value } else { Loose::default() };
                Fields { session, ..Fields::default() }
            }
        };
        Ok(fields.head(kind, Cow::Borrowed(name)))
    }
}

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    response: Fields<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Fields<'a> {
    #[serde(borrow)]
    event: Loose<'a>,
    #[serde(borrow)]
    session: Loose<'a>,
    #[serde(borrow)]
    id: Loose<'a>,
    ack: Loose<'a>,
    #[serde(borrow, rename = "type")]
    kind: Loose<'a>,
    #[serde(borrow)]
    from: Loose<'a>,
    #[serde(borrow)]
    to: Loose<'a>,
    from_me: Loose<'a>,
    #[serde(borrow)]
    chat_id: Loose<'a>,
    #[serde(borrow)]
    msg_id: Loose<'a>,
    #[serde(borrow)]
    ref_id: Loose<'a>,
    #[serde(borrow)]
    group_id: Loose<'a>,
    #[serde(borrow)]
    group_jid: Loose<'a>,
    #[serde(borrow)]
    peer_jid: Loose<'a>,
    #[serde(borrow)]
    chat: Loose<'a>,
}

impl<'a> Fields<'a> {
    /// A message whose own field `event` stands where the name of the event was.
    fn looks_like_message(&self) -> bool {
        let id = self.id.text().map(|id| &**id).unwrap_or_default();
        (id.starts_with("true_") || id.starts_with("false_")) && self.kind.text().is_some()
    }

    fn message_kind(&self) -> EventKind {
        let own_id = self.id.text().is_some_and(|id| id.starts_with("true_"));
        let own = matches!(self.from_me, Loose::Flag(true)) || own_id;
        if own { EventKind::SelfMessage } else { EventKind::Message }
    }

    fn head(self, kind: EventKind, name: Cow<'a, str>) -> EventHead<'a> {
        let keyed = match kind {
            EventKind::Reaction | EventKind::PollResponse => &self.msg_id,
            EventKind::Revoked => &self.ref_id,
            _ => &self.id,
        };
        let chat = match kind {
            EventKind::Participants => self.group_id.text(),
            EventKind::Presence | EventKind::Location => self.id.text(),
            EventKind::Call => self.group_jid.text().or(self.peer_jid.text()),
            EventKind::Label => self.chat.text(),
            kind if kind.is_message() || kind == EventKind::EditedMessage => self.message_chat(keyed),
            EventKind::Ack | EventKind::Reaction | EventKind::Revoked | EventKind::PollResponse => {
                self.message_chat(keyed)
            }
            _ => None,
        };
        let has_id = kind.is_message() || matches!(kind, EventKind::Ack | EventKind::EditedMessage);
        EventHead {
            kind,
            session: self.session.text().cloned(),
            id: self.id.text().filter(|_| has_id).cloned(),
            ack: if let Loose::Number(ack) = self.ack { Some(ack) } else { None },
            chat: chat.cloned().map(|chat| match chat {
                // Of a message id only the conversation is kept.
                Cow::Borrowed(text) => Cow::Borrowed(conversation(text)),
                Cow::Owned(text) => Cow::Owned(conversation(&text).to_owned()),
            }),
            name,
        }
    }

    /// The conversation of a message: part of its id, or the one of sender and receiver that is not the account.
    fn message_chat<'s>(&'s self, key: &'s Loose<'a>) -> Option<&'s Cow<'a, str>> {
        let key = key.text().filter(|key| conversation(key).len() < key.len());
        let other =
            if self.message_kind() == EventKind::SelfMessage { self.to.text() } else { self.from.text() };
        key.or(self.chat_id.text()).or(other)
    }
}

/// What the JSON begins with.
fn first(json: &[u8]) -> Option<u8> {
    json.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// The chat of a message id, `true_<chat>_…`; anything else is left as it is.
fn conversation(text: &str) -> &str {
    let rest = text.strip_prefix("true_").or_else(|| text.strip_prefix("false_"));
    rest.and_then(|rest| rest.split('_').next()).unwrap_or(text)
}

/// A field of which only simple values matter; ids that are objects are read as text.
#[derive(Debug, Default)]
enum Loose<'a> {
    Text(Cow<'a, str>),
    Number(i64),
    Flag(bool),
    #[default]
    Other,
}

impl<'a> Loose<'a> {
    fn text(&self) -> Option<&Cow<'a, str>> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Loose<'de>, E> {
        Ok(Loose::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Loose<'de>, E> {
        Ok(Loose::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Loose<'de>, E> {
        Ok(Loose::Number(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Loose<'de>, E> {
        Ok(i64::try_from(number).map_or(Loose::Other, Loose::Number))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Loose<'de>, E> {
        Ok(Loose::Other)
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Loose<'de>, E> {
        Ok(Loose::Flag(flag))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Loose<'de>, E> {
        Ok(Loose::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Loose<'de>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose<'de>, A::Error> {
        let (mut serialized, mut id) = (Loose::Other, Loose::Other);
        let (mut user, mut server) = (Loose::Other, Loose::Other);
        while let Some(key) = map.next_key::<Loose<'de>>()? {
            let slot = match key.text().map(|key| &**key) {
                Some("_serialized") => &mut serialized,
                Some("id") => &mut id,
                Some("user") => &mut user,
                Some("server") => &mut server,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *slot = map.next_value()?;
        }
        if serialized.text().is_some() {
            return Ok(serialized);
        }
        Ok(match (user.text(), server.text()) {
            (Some(user), Some(server)) => Loose::Text(Cow::Owned(format!("{user}@{server}"))),
            _ => id,
        })
    }
}
