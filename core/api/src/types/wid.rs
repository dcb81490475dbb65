use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, IgnoredAny, MapAccess, Visitor},
};

/// A WhatsApp id such as `5521999999999@c.us`, `…@lid`, `…@g.us`, `…@newsletter`.
///
/// The wire spells it as text or as `{server, user, _serialized}`; both decode to the same value, which is
/// written back as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Wid(String);

impl Wid {
    /// Wraps the serialized form.
    pub fn new(serialized: impl Into<String>) -> Self {
        Self(serialized.into())
    }

    /// The serialized form, `user@server`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before `@`.
    pub fn user(&self) -> &str {
        self.0.split_once('@').map_or(&self.0, |(user, _)| user)
    }

    /// The part after `@`; empty when there is none.
    pub fn server(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, server)| server)
    }

    /// Whether it names a group or community.
    pub fn is_group(&self) -> bool {
        self.server() == "g.us"
    }

    /// Whether it is an opaque user id that hides the number.
    pub fn is_lid(&self) -> bool {
        self.server() == "lid"
    }
}

/// A message's id, `true_<chat>_<key>[_<participant>]`.
///
/// The wire spells it as text or as `{fromMe, remote, id, _serialized}`; both decode to the same value, which
/// is written back as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageKey(String);

impl MessageKey {
    /// Wraps the serialized form.
    pub fn new(serialized: impl Into<String>) -> Self {
        Self(serialized.into())
    }

    /// The serialized form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the account itself sent the message.
    pub fn from_me(&self) -> bool {
        self.0.starts_with("true_")
    }

    /// The chat's id, when the key has the usual form.
    pub fn chat(&self) -> Option<&str> {
        self.0.split('_').nth(1)
    }
}

macro_rules! text_or_object {
    ($name:ident, $expecting:literal) => {
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(serialized: &str) -> Self {
                Self::new(serialized)
            }
        }

        impl From<String> for $name {
            fn from(serialized: String) -> Self {
                Self(serialized)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(SerializedVisitor { expecting: $expecting }).map(Self)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "description": $expecting })
            }
        }
    };
}

text_or_object!(Wid, "a WhatsApp id, user@server");
text_or_object!(MessageKey, "a message id, true_<chat>_<key>");

struct SerializedVisitor {
    expecting: &'static str,
}

impl<'de> Visitor<'de> for SerializedVisitor {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} as text or as an object", self.expecting)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        let (mut serialized, mut user, mut server, mut id) = (None, None, None, None);
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match key.as_ref() {
                "_serialized" => serialized = Some(map.next_value::<String>()?),
                "user" => user = Some(map.next_value::<String>()?),
                "id" => id = Some(map.next_value::<String>()?),
                "server" => server = Some(map.next_value::<String>()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        // WA-JS spells the user part `id` in pn-lid entries and `user` elsewhere.
        serialized
            .or_else(|| Some(format!("{}@{}", user.or(id)?, server?)))
            .ok_or_else(|| de::Error::missing_field("_serialized"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_object_are_the_same_id() {
        let text: Wid = serde_json::from_str(r#""5521@c.us""#).unwrap();
        let object: Wid =
            serde_json::from_str(r#"{"server":"c.us","user":"5521","_serialized":"5521@c.us"}"#).unwrap();
        let parts: Wid = serde_json::from_str(r#"{"id":"5521","server":"c.us"}"#).unwrap();
        assert_eq!(text, object);
        assert_eq!(text, parts);
        assert_eq!((text.user(), text.server()), ("5521", "c.us"));
    }

    #[test]
    fn a_message_key_knows_its_chat() {
        let key = MessageKey::new("true_5521@c.us_3EB0");
        assert!(key.from_me());
        assert_eq!(key.chat(), Some("5521@c.us"));
    }
}
