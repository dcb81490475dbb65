use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::Message;

/// What the server says of one recipient in the answer of a send.
///
/// Only a message with an id and a non-negative ack is evidence that something was sent.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum SendResult {
    /// The message, or for files just its id and ack.
    Message(Box<Message>),
    /// `false`: the library could not read the message again after sending.
    Unreadable,
    /// `null`: the library returned nothing.
    Nothing,
}

impl SendResult {
    /// The message, when there is one.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) => Some(message),
            Self::Unreadable | Self::Nothing => None,
        }
    }
}

impl Serialize for SendResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Message(message) => message.serialize(serializer),
            Self::Unreadable => serializer.serialize_bool(false),
            Self::Nothing => serializer.serialize_unit(),
        }
    }
}

impl<'de> Deserialize<'de> for SendResult {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ResultVisitor)
    }
}

struct ResultVisitor;

impl<'de> Visitor<'de> for ResultVisitor {
    type Value = SendResult;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a message, false or null")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SendResult, A::Error> {
        Message::deserialize(MapAccessDeserializer::new(map)).map(Box::new).map(SendResult::Message)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<SendResult, E> {
        Ok(SendResult::Unreadable)
    }

    fn visit_unit<E: de::Error>(self) -> Result<SendResult, E> {
        Ok(SendResult::Nothing)
    }
}

impl JsonSchema for SendResult {
    fn schema_name() -> Cow<'static, str> {
        "SendResult".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let message = generator.subschema_for::<Message>();
        json_schema!({ "anyOf": [message, { "const": false }, { "type": "null" }] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_of_the_wire_decode() {
        let results: Vec<SendResult> =
            serde_json::from_str(r#"[{"id":"true_5521@c.us_3EB0","ack":1}, false, null]"#).unwrap();
        assert_eq!(results[0].message().unwrap().id.as_str(), "true_5521@c.us_3EB0");
        assert_eq!(results[1..], [SendResult::Unreadable, SendResult::Nothing]);
    }
}
