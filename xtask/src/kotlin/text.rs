//! Names, types and comments as Kotlin writes them.

use crate::{
    comment::doc_comment,
    schema::{Api, Form, Shape, camel, snake},
};

/// Words that cannot be names without back quotes.
const KEYWORDS: &[&str] = &[
    "as",
    "break",
    "class",
    "continue",
    "do",
    "else",
    "false",
    "for",
    "fun",
    "if",
    "in",
    "interface",
    "is",
    "null",
    "object",
    "package",
    "return",
    "super",
    "this",
    "throw",
    "true",
    "try",
    "typealias",
    "typeof",
    "val",
    "var",
    "when",
    "while",
];

/// A type with what reads it from JSON.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Type {
    /// Without the question mark.
    pub(super) text: String,
    pub(super) nullable: bool,
    /// An expression that gives a `JsonReader` of the type without null.
    pub(super) reader: String,
}

impl Type {
    fn new(text: impl Into<String>, reader: impl Into<String>) -> Self {
        Self { text: text.into(), nullable: false, reader: reader.into() }
    }

    /// The type as it is written.
    pub(super) fn written(&self) -> String {
        if self.nullable { format!("{}?", self.text) } else { self.text.clone() }
    }

    /// What reads it, null included.
    pub(super) fn whole_reader(&self) -> String {
        if self.nullable { format!("orNull({})", self.reader) } else { self.reader.clone() }
    }

    /// The shape as a type. What has no type of its own in Kotlin, such as a choice between a number and a flag,
    /// is a `JsonElement`; a constant beside one other choice (`false` for "none") is null.
    pub(super) fn of(api: &Api, shape: &Shape) -> Self {
        match shape {
            Shape::Any | Shape::Null | Shape::Constant(_) => Self::new("JsonElement", "AnyJson"),
            Shape::Boolean => Self::new("Boolean", "Flag"),
            Shape::Integer => Self::new("Long", "Whole"),
            Shape::Number => Self::new("Double", "Real"),
            Shape::String => Self::new("String", "Text"),
            Shape::List(inner) => {
                let inner = Self::of(api, inner);
                Self::new(format!("List<{}>", inner.written()), format!("list({})", inner.whole_reader()))
            }
            Shape::Map(inner) => {
                let inner = Self::of(api, inner);
                Self::new(
                    format!("Map<String, {}>", inner.written()),
                    format!("map({})", inner.whole_reader()),
                )
            }
            Shape::Named(name) => match api.named(name).map(|named| &named.form) {
                Some(Form::Alias { shape }) => {
                    let meant = Self::of(api, shape);
                    if is_typealias(shape) {
                        Self { text: name.clone(), reader: alias_reader(name, &meant), ..meant }
                    } else {
                        meant
                    }
                }
                _ => Self::new(name.clone(), name.clone()),
            },
            Shape::Union(choices) => {
                let kept: Vec<_> = choices
                    .iter()
                    .filter(|choice| !matches!(choice, Shape::Null | Shape::Constant(_)))
                    .collect();
                match kept.as_slice() {
                    [one] => Self { nullable: kept.len() < choices.len(), ..Self::of(api, one) },
                    _ => Self::new("JsonElement", "AnyJson"),
                }
            }
        }
    }
}

/// Whether a name for the shape is a `typealias`; other aliases are written out.
pub(super) fn is_typealias(shape: &Shape) -> bool {
    matches!(shape, Shape::String | Shape::Integer | Shape::Number | Shape::Boolean)
}

/// A secret is a class of its own, which does not show its text.
fn alias_reader(name: &str, meant: &Type) -> String {
    if name == "Secret" { name.to_owned() } else { meant.reader.clone() }
}

/// One text or a list of texts.
pub(super) fn is_one_or_many(shape: &Shape) -> bool {
    let Shape::Union(choices) = shape else { return false };
    let list = Shape::List(Box::new(Shape::String));
    choices.len() == 2 && choices.contains(&Shape::String) && choices.contains(&list)
}

/// A wire name as the name of a property or an argument.
pub(super) fn identifier(wire: &str, taken: &[&str]) -> String {
    let is_plain = wire.starts_with(|first: char| first.is_ascii_lowercase())
        && wire.chars().all(|character| character.is_ascii_alphanumeric());
    let mut name = if is_plain { wire.to_owned() } else { camel(wire) };
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert_str(0, "field");
    }
    if taken.contains(&name.as_str()) {
        name.push('_');
    }
    if KEYWORDS.contains(&name.as_str()) { format!("`{name}`") } else { name }
}

/// A value of an enumeration as the name of a constant, which cannot begin with a digit.
pub(super) fn constant(value: &str) -> String {
    let name = snake(value).to_uppercase();
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("VALUE_{name}") } else { name }
}

/// A text as a string literal.
pub(super) fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('$', "\\$")
}

/// A text as KDoc with the given indentation; nothing for an empty text.
pub(super) fn kdoc(text: &str, indentation: usize) -> String {
    // Comments nest in Kotlin: a beginning within the text would count, too.
    doc_comment(&text.replace("/*", "/\u{200b}*"), indentation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_kotlin_has_already_are_quoted_and_wire_spellings_become_camel_case() {
        assert_eq!(identifier("in", &[]), "`in`");
        assert_eq!(identifier("limits", &["limits"]), "limits_");
        assert_eq!(identifier("isWAContact", &[]), "isWAContact");
        assert_eq!(identifier("cart_enabled", &[]), "cartEnabled");
        assert_eq!(identifier("_serialized", &[]), "serialized");
    }

    #[test]
    fn documentation_cannot_end_or_nest_its_comment() {
        assert_eq!(kdoc("a */ b /* c", 2), "  /** a *\u{200b}/ b /\u{200b}* c */\n");
        assert_eq!(kdoc("one\n\ntwo", 0), "/**\n * one\n *\n * two\n */\n");
        assert_eq!(literal("a$b\""), "\"a\\$b\\\"\"");
    }
}
