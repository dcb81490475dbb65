//! Keys of an answer that have no field: kept as text, read when somebody asks.

use std::{collections::BTreeMap, fmt, ops::Index, sync::OnceLock};

use serde::{
    Serialize, Serializer,
    de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap,
};
use serde_json::Value;

/// What the first unknown key makes room for: a struct that has one has more.
const FIRST_BYTES: usize = 256;

/// Keys that this version has no field for, with their values.
///
/// A message has dozens of them and hardly anybody looks, so they are kept as JSON text, a fraction of the time
/// and memory of a map. The map is built on first use.
#[derive(Clone, Default)]
pub struct Extra {
    /// Members of an object, `"key":value,…`, in the order of the wire.
    text: Vec<u8>,
    map: OnceLock<BTreeMap<String, Value>>,
}

impl Extra {
    /// Whether every key had a field.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_map().get(key)
    }

    /// Keys and values by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.as_map().iter().map(|(key, value)| (key.as_str(), value))
    }

    /// All of them as a map.
    pub fn as_map(&self) -> &BTreeMap<String, Value> {
        self.map.get_or_init(|| {
            let object = [b"{", &*self.text, b"}"].concat();
            // What was written here is JSON; a map is what it is read as.
            serde_json::from_slice(&object).unwrap_or_default()
        })
    }

    /// Begins a member; its value follows through [`Extra::value`].
    pub(crate) fn key(&mut self, key: &str) {
        if self.text.is_empty() {
            self.text.reserve(FIRST_BYTES);
        } else {
            self.text.push(b',');
        }
        string(&mut self.text, key);
        self.text.push(b':');
    }

    /// Takes the value of the member begun last.
    pub(crate) fn value(&mut self) -> Transcribe<'_> {
        Transcribe(&mut self.text)
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_map().fmt(formatter)
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text || self.as_map() == other.as_map()
    }
}

impl Index<&str> for Extra {
    type Output = Value;

    /// The value of a key; null if it is absent, as in [`Value`].
    fn index(&self, key: &str) -> &Value {
        self.get(key).unwrap_or(&Value::Null)
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.as_map().len()))?;
        for (key, value) in self.as_map() {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// Writes the value that comes from any deserializer as JSON.
pub(crate) struct Transcribe<'t>(&'t mut Vec<u8>);

/// Writes a text with its quotes. Nearly none has anything to escape, and finding that out is cheaper than
/// escaping.
fn string(text: &mut Vec<u8>, value: &str) {
    let escape = |byte: u8| (byte < 0x20) | (byte == b'"') | (byte == b'\\');
    // Without an early end the compiler looks at many bytes at once.
    if value.bytes().fold(false, |found, byte| found | escape(byte)) {
        scalar(text, value);
    } else {
        text.reserve(value.len() + 2);
        text.push(b'"');
        text.extend_from_slice(value.as_bytes());
        text.push(b'"');
    }
}

/// Writing numbers, texts and literals into memory cannot fail.
fn scalar<T: Serialize + ?Sized>(text: &mut Vec<u8>, value: &T) {
    let written = serde_json::to_writer(&mut *text, value);
    debug_assert!(written.is_ok());
}

impl<'de> DeserializeSeed<'de> for Transcribe<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Transcribe<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.0.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        scalar(self.0, &value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        scalar(self.0, &value);
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        scalar(self.0, &value);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        string(self.0, value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.extend_from_slice(b"null");
        Ok(())
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.push(b'[');
        let start = self.0.len();
        loop {
            let end = self.0.len();
            if end > start {
                self.0.push(b',');
            }
            if seq.next_element_seed(Transcribe(self.0))?.is_none() {
                // The comma was written before it was known that nothing follows.
                self.0.truncate(end);
                break;
            }
        }
        self.0.push(b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.push(b'{');
        let start = self.0.len();
        loop {
            let end = self.0.len();
            if end > start {
                self.0.push(b',');
            }
            if map.next_key_seed(Transcribe(self.0))?.is_none() {
                self.0.truncate(end);
                break;
            }
            self.0.push(b':');
            map.next_value_seed(Transcribe(self.0))?;
        }
        self.0.push(b'}');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn extra(value: Value) -> Extra {
        let mut extra = Extra::default();
        for (key, value) in value.as_object().unwrap() {
            extra.key(key);
            extra.value().deserialize(value).unwrap();
        }
        extra
    }

    #[test]
    fn every_kind_of_value_comes_back() {
        let values = json!({
            "null": null, "flag": true, "small": -3, "large": u64::MAX, "part": 0.5, "text": "a\"b\\c\n€",
            "list": [], "lists": [1, [2, {}], "x"], "object": {"k\"ey": {"deep": [null, false]}, "b": 1},
        });
        let extra = extra(values.clone());
        assert_eq!(serde_json::to_value(&extra).unwrap(), values);
        assert_eq!(extra["text"], values["text"]);
        assert_eq!(extra["absent"], Value::Null);
    }

    #[test]
    fn the_order_of_the_wire_makes_no_difference() {
        assert_eq!(extra(json!({"a": 1, "b": [2]})), extra(json!({"b": [2], "a": 1})));
        assert_ne!(extra(json!({"a": 1})), extra(json!({"a": 2})));
        assert!(extra(json!({})).is_empty());
    }
}
