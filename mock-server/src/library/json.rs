//! What a call returns. Most of it goes to the client as it is, so it is written once and never taken apart.

use serde::Serialize;
use serde_json::Value;

/// A JSON value, as a tree or written out.
#[derive(Debug, Clone)]
pub enum Json {
    /// Something that was built or will be looked into.
    Tree(Value),
    /// The text of something that is handed on.
    Text(Vec<u8>),
}

impl Json {
    /// Writes something out.
    #[must_use]
    pub fn written(view: &impl Serialize) -> Self {
        serde_json::to_vec(view).map_or(Self::Tree(Value::Null), Self::Text)
    }

    /// Takes it apart.
    #[must_use]
    pub fn into_tree(self) -> Value {
        match self {
            Self::Tree(tree) => tree,
            Self::Text(text) => serde_json::from_slice(&text).unwrap_or_default(),
        }
    }

    /// Adds it to a text.
    pub fn write(&self, to: &mut Vec<u8>) {
        match self {
            Self::Tree(tree) => to.extend_from_slice(tree.to_string().as_bytes()),
            Self::Text(text) => to.extend_from_slice(text),
        }
    }

    /// The text of a list; what is not there becomes `null`.
    #[must_use]
    pub fn list(items: &[Option<Self>]) -> Self {
        let mut text = Vec::with_capacity(
            2 + items.iter().map(|item| 1 + item.as_ref().map_or(4, Self::room)).sum::<usize>(),
        );
        text.push(b'[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                text.push(b',');
            }
            match item {
                Some(item) => item.write(&mut text),
                None => text.extend_from_slice(b"null"),
            }
        }
        text.push(b']');
        Self::Text(text)
    }

    /// How long its text is, roughly.
    #[must_use]
    pub fn room(&self) -> usize {
        match self {
            Self::Tree(_) => 256,
            Self::Text(text) => text.len(),
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
        assert_eq!(
            Json::list(&[Some(written), None, Some(Json::from(1))]).into_tree(),
            json!([value, null, 1])
        );
        assert_eq!(Json::list(&[]).into_tree(), json!([]));
    }
}
