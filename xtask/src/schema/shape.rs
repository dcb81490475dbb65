//! Named types and the shapes that their fields have.

use serde::Serialize;
use serde_json::Value;

use super::{Docs, names};

/// A type with a name of its own.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NamedType {
    /// Name in PascalCase, unique.
    pub(crate) name: String,
    pub(crate) docs: Docs,
    #[serde(flatten)]
    pub(crate) form: Form,
    /// Travels to the server.
    pub(crate) in_requests: bool,
    /// Comes from the server or from a helper.
    pub(crate) in_responses: bool,
    /// Comes with an event.
    pub(crate) in_events: bool,
}

/// What a named type is.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub(crate) enum Form {
    /// An object with these fields; `open`: further keys of the wire are kept.
    Struct { fields: Vec<Field>, open: bool },
    /// One of these strings.
    Enum { members: Vec<Member> },
    /// An object whose field `tag` tells which one it is.
    Tagged { tag: String, variants: Vec<Variant> },
    /// Another name for a shape: ids, numbers with a meaning, untagged unions.
    Alias { shape: Shape },
}

/// One value of an enumeration.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Member {
    /// The string of the wire.
    pub(crate) value: String,
    pub(crate) docs: Docs,
}

/// One alternative of a tagged union.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Variant {
    /// The tag's value.
    pub(crate) value: String,
    /// `<Union><Value>` in PascalCase.
    pub(crate) pascal: String,
    pub(crate) docs: Docs,
    /// Its fields beside the tag.
    pub(crate) fields: Vec<Field>,
    /// A named struct whose fields stand beside the tag, too.
    pub(crate) includes: Option<String>,
}

/// A field of an object.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Field {
    /// Name on the wire.
    pub(crate) name: String,
    pub(crate) snake: String,
    pub(crate) camel: String,
    pub(crate) shape: Shape,
    /// Always there. A field that is not may be absent or null.
    pub(crate) required: bool,
    pub(crate) docs: Docs,
}

/// What a value looks like. `null` is part of it only where the wire really says null.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "shape", content = "of", rename_all = "snake_case")]
pub(crate) enum Shape {
    /// Any JSON value.
    Any,
    Null,
    Boolean,
    Integer,
    Number,
    String,
    /// Exactly this value.
    Constant(Value),
    List(Box<Shape>),
    /// An object with any keys and values of one shape.
    Map(Box<Shape>),
    /// A type of [`super::Api::types`].
    Named(String),
    /// One of these.
    Union(Vec<Shape>),
}

impl Field {
    pub(crate) fn new(name: &str, shape: Shape, required: bool, docs: Docs) -> Self {
        let (snake, camel) = (names::snake(name), names::camel(name));
        Self { name: name.to_owned(), snake, camel, shape, required, docs }
    }
}

impl NamedType {
    /// The shapes that stand in it directly.
    pub(crate) fn shapes(&self) -> Vec<&Shape> {
        match &self.form {
            Form::Struct { fields, .. } => fields.iter().map(|field| &field.shape).collect(),
            Form::Enum { .. } => Vec::new(),
            Form::Tagged { variants, .. } => {
                variants.iter().flat_map(|variant| &variant.fields).map(|field| &field.shape).collect()
            }
            Form::Alias { shape } => vec![shape],
        }
    }
}

impl Shape {
    /// Names of the types that it mentions.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::Named(name) => vec![name],
            Self::List(inner) | Self::Map(inner) => inner.names(),
            Self::Union(choices) => choices.iter().flat_map(Self::names).collect(),
            _ => Vec::new(),
        }
    }

    /// The shape without `null`, and whether null was part of it.
    pub(crate) fn without_null(self) -> (Self, bool) {
        let Self::Union(choices) = self else { return (self, false) };
        let count = choices.len();
        let rest: Vec<_> = choices.into_iter().filter(|choice| *choice != Self::Null).collect();
        let had_null = rest.len() < count;
        (Self::union(rest), had_null)
    }

    /// One of these; of one choice, that choice itself.
    pub(crate) fn union(mut choices: Vec<Self>) -> Self {
        choices.dedup();
        match choices.len() {
            1 => choices.remove(0),
            _ => Self::Union(choices),
        }
    }
}
