//! The two encodings of ids.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::world::account::{MessageKey, Wid};

/// How ids of people and chats are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// `{"server","user","_serialized"}`: what page evaluation returns, so most reads by HTTP.
    Objects,
    /// Plain text: what went through JSON in the page, so events and the results of some sends.
    Strings,
}

/// An id in an encoding.
#[derive(Debug, Clone, Copy)]
pub struct WidView<'a>(pub &'a Wid, pub Encoding);

impl Serialize for WidView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(wid, encoding) = self;
        if *encoding == Encoding::Strings {
            return serializer.serialize_str(wid.as_str());
        }
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("server", wid.server())?;
        map.serialize_entry("user", wid.user())?;
        map.serialize_entry("_serialized", wid.as_str())?;
        map.end()
    }
}

/// A list of ids in an encoding.
#[derive(Debug, Clone, Copy)]
pub(super) struct WidsView<'a>(pub(super) &'a [Wid], pub(super) Encoding);

impl Serialize for WidsView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|wid| WidView(wid, self.1)))
    }
}

/// A message id as the object that raw messages carry; its chat follows the encoding.
#[derive(Debug, Clone, Copy)]
pub struct MessageKeyView<'a>(pub &'a MessageKey, pub Encoding);

impl Serialize for MessageKeyView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(key, encoding) = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("fromMe", &key.from_me)?;
        map.serialize_entry("remote", &WidView(&key.remote, encoding))?;
        map.serialize_entry("id", &key.id)?;
        if let Some(participant) = &key.participant {
            map.serialize_entry("participant", &WidView(participant, encoding))?;
        }
        map.serialize_entry("_serialized", &key.to_string())?;
        map.end()
    }
}

/// An attribute that was kept as it is, its id objects written in an encoding.
#[derive(Debug, Clone, Copy)]
pub(super) struct AttributeView<'a>(pub(super) &'a Value, pub(super) Encoding);

impl Serialize for AttributeView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, encoding) = *self;
        match value {
            Value::Object(object) if encoding == Encoding::Strings => {
                if let (3, Some(text)) = (object.len(), object.get("_serialized").and_then(Value::as_str)) {
                    return serializer.serialize_str(text);
                }
                serializer
                    .collect_map(object.iter().map(|(name, value)| (name, AttributeView(value, encoding))))
            }
            Value::Array(items) if encoding == Encoding::Strings => {
                serializer.collect_seq(items.iter().map(|item| AttributeView(item, encoding)))
            }
            other => other.serialize(serializer),
        }
    }
}

/// `{}`.
#[derive(Serialize)]
pub(super) struct NoKeys {}
