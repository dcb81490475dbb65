//! Writing the keys of a message: into any serializer, or as text, where what is the same in every message is
//! copied instead of written anew.

use std::sync::OnceLock;

use serde::Serialize;
use serde::ser::SerializeMap;

/// Value of an attribute that hardly ever differs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Usual {
    No,
    Null,
    Zero,
    Empty,
    Text(&'static str),
}

/// Attributes with their usual values, in WhatsApp's order.
pub(super) struct Table {
    pub(super) attributes: &'static [(&'static str, Usual)],
    text: OnceLock<Vec<u8>>,
}

impl Table {
    pub(super) const fn new(attributes: &'static [(&'static str, Usual)]) -> Self {
        Self { attributes, text: OnceLock::new() }
    }

    /// All of it as text, without a comma before or behind.
    fn text(&self) -> &[u8] {
        self.text.get_or_init(|| {
            let mut entries = TextEntries { text: Vec::new(), first: true };
            let Ok(()) = self.attributes.iter().try_for_each(|(key, value)| entries.usual(key, *value));
            entries.text
        })
    }
}

/// Where keys and values go. Keys have nothing to escape.
pub(super) trait Entries {
    /// What may go wrong.
    type Error;

    /// Writes one key.
    fn entry(&mut self, key: &str, value: &(impl Serialize + ?Sized)) -> Result<(), Self::Error>;

    /// Writes a whole table.
    fn table(&mut self, table: &Table) -> Result<(), Self::Error> {
        table.attributes.iter().try_for_each(|(key, value)| self.usual(key, *value))
    }

    /// Writes the usual value of one attribute.
    fn usual(&mut self, key: &str, value: Usual) -> Result<(), Self::Error> {
        match value {
            Usual::No => self.entry(key, &false),
            Usual::Null => self.entry(key, &()),
            Usual::Zero => self.entry(key, &0),
            Usual::Empty => self.entry(key, &[(); 0]),
            Usual::Text(text) => self.entry(key, text),
        }
    }
}

/// The keys of a map of any serializer.
pub(super) struct MapEntries<'a, M>(pub(super) &'a mut M);

impl<M: SerializeMap> Entries for MapEntries<'_, M> {
    type Error = M::Error;

    fn entry(&mut self, key: &str, value: &(impl Serialize + ?Sized)) -> Result<(), M::Error> {
        self.0.serialize_entry(key, value)
    }
}

/// A JSON object as text.
pub(super) struct TextEntries {
    text: Vec<u8>,
    first: bool,
}

impl TextEntries {
    /// Opens an object that will be about so long.
    pub(super) fn open(length: usize) -> Self {
        let mut text = Vec::with_capacity(length);
        text.push(b'{');
        Self { text, first: true }
    }

    /// Closes the object.
    pub(super) fn close(mut self) -> Vec<u8> {
        self.text.push(b'}');
        self.text
    }

    fn comma(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.text.push(b',');
        }
    }
}

impl Entries for TextEntries {
    type Error = std::convert::Infallible;

    fn entry(&mut self, key: &str, value: &(impl Serialize + ?Sized)) -> Result<(), Self::Error> {
        self.comma();
        self.text.push(b'"');
        self.text.extend_from_slice(key.as_bytes());
        self.text.extend_from_slice(b"\":");
        if serde_json::to_writer(&mut self.text, value).is_err() {
            self.text.extend_from_slice(b"null");
        }
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), Self::Error> {
        self.comma();
        self.text.extend_from_slice(table.text());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    static TABLE: Table = Table::new(&[("a", Usual::No), ("b", Usual::Text("x")), ("c", Usual::Empty)]);

    #[test]
    fn a_table_is_the_same_whole_and_one_by_one() {
        let mut whole = TextEntries::open(16);
        let Ok(()) = whole.entry("first", &1);
        let Ok(()) = whole.table(&TABLE);
        let Ok(()) = whole.entry("last", &Value::Null);
        let whole: Value = serde_json::from_slice(&whole.close()).unwrap();
        assert_eq!(whole, json!({"first": 1, "a": false, "b": "x", "c": [], "last": null}));
    }
}
