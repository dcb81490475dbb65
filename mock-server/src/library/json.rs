//! What a call returns. Most of it goes to the client as it is, so it is written once and never taken apart.

use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

/// A JSON value, as a tree or written out.
#[derive(Debug, Clone)]
pub enum Json {
    /// Something that was built or will be looked into.
    Tree(Value),
    /// Something that was written once and is handed on.
    Text(Box<RawValue>),
}

impl Json {
    /// Writes something out.
    #[must_use]
    pub fn written(view: &impl Serialize) -> Self {
        to_raw_value(view).map_or(Self::Tree(Value::Null), Self::Text)
    }

    /// Takes it apart.
    #[must_use]
    pub fn into_tree(self) -> Value {
        match self {
            Self::Tree(tree) => tree,
            Self::Text(text) => serde_json::from_str(text.get()).unwrap_or_default(),
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Tree(tree) => tree.serialize(serializer),
            Self::Text(text) => text.serialize(serializer),
        }
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.clone().into_tree() == other.clone().into_tree()
    }
}

impl<T: Into<Value>> From<T> for Json {
    fn from(value: T) -> Self {
        Self::Tree(value.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_forms_are_the_same_value() {
        let value = json!({"a": [1, "ü"], "b": null});
        let written = Json::written(&value);
        assert_eq!(written, Json::from(value.clone()));
        assert_eq!(serde_json::to_string(&[&written]).unwrap(), json!([value]).to_string());
        assert_eq!(serde_json::to_value(&written).unwrap(), value);
        assert_eq!(written.into_tree(), value);
    }
}
