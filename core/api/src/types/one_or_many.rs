use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

/// One value, or a list of them, as the wire allows for `phone`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "must be a text or a list of texts")]
pub enum OneOrMany<T> {
    /// A single value.
    One(T),
    /// Several values.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// The values as a slice.
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// Writes a list, whether it is one or many: where the server splits a text into several.
pub(crate) fn as_list<T: Serialize, S: Serializer>(
    value: &OneOrMany<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.as_slice().serialize(serializer)
}

impl From<&str> for OneOrMany<String> {
    fn from(one: &str) -> Self {
        Self::One(one.to_owned())
    }
}

impl<T> From<T> for OneOrMany<T> {
    fn from(one: T) -> Self {
        Self::One(one)
    }
}

impl<T> From<Vec<T>> for OneOrMany<T> {
    fn from(many: Vec<T>) -> Self {
        Self::Many(many)
    }
}
