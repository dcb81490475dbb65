use std::{borrow::Cow, fmt, marker::PhantomData};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{
        self, IntoDeserializer, MapAccess, Visitor,
        value::{MapAccessDeserializer, StrDeserializer},
    },
};

/// A value, or nothing, which the wire spells `false`, `null` or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrFalse<T>(pub Option<T>);

impl<T> OrFalse<T> {
    /// The value, if there is one.
    pub fn into_option(self) -> Option<T> {
        self.0
    }
}

impl<T: Serialize> Serialize for OrFalse<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OrFalse<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // An absent key offers nothing but `None`, and JSON tells by itself what is there.
        deserializer.deserialize_option(OrFalseVisitor(PhantomData)).map(Self)
    }
}

struct OrFalseVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OrFalseVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value, false or null")
    }

    fn visit_none<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Option<T>, E> {
        if value { T::deserialize(value.into_deserializer()).map(Some) } else { Ok(None) }
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Option<T>, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Option<T>, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Option<T>, E> {
        T::deserialize(value.into_deserializer()).map(Some)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Option<T>, E> {
        T::deserialize(StrDeserializer::new(value)).map(Some)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }
}

impl<T: JsonSchema> JsonSchema for OrFalse<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}OrFalse", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [value, { "type": "null" }] })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::types::Chat;

    #[test]
    fn false_null_and_absent_are_nothing() {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(default)]
            response: OrFalse<i64>,
        }
        for body in [json!({"response": false}), json!({"response": null}), json!({})] {
            assert_eq!(serde_json::from_value::<Answer>(body).unwrap().response, OrFalse(None));
        }
        let seen: Answer = serde_json::from_str(r#"{"response":1760000123}"#).unwrap();
        assert_eq!(seen.response, OrFalse(Some(1_760_000_123)));
    }

    #[test]
    fn an_object_keeps_its_unknown_keys() {
        let body = r#"{"id":"5521@c.us","mood":"sleepy"}"#;
        let chat = serde_json::from_str::<OrFalse<Chat>>(body).unwrap();
        assert_eq!(serde_json::to_value(&chat).unwrap(), json!({"id": "5521@c.us", "mood": "sleepy"}));
        assert!(serde_json::from_str::<OrFalse<Chat>>("true").is_err());
    }
}
