//! Names, types and comments as Swift writes them.

use crate::schema::{Api, Form, Shape, camel};

/// Words that cannot be names without back quotes.
const KEYWORDS: &[&str] = &[
    "as",
    "associatedtype",
    "break",
    "case",
    "catch",
    "class",
    "continue",
    "default",
    "defer",
    "deinit",
    "do",
    "else",
    "enum",
    "extension",
    "fallthrough",
    "false",
    "fileprivate",
    "for",
    "func",
    "guard",
    "if",
    "import",
    "in",
    "init",
    "inout",
    "internal",
    "is",
    "let",
    "nil",
    "operator",
    "private",
    "protocol",
    "public",
    "repeat",
    "rethrows",
    "return",
    "self",
    "static",
    "struct",
    "subscript",
    "super",
    "switch",
    "throw",
    "throws",
    "true",
    "try",
    "typealias",
    "var",
    "where",
    "while",
];

/// The shape as a type, and whether it may be nil. What has no type of its own, such as a choice between a number and
/// a flag, is `JSON`; a constant beside one other choice (`false` for "none") is nil.
pub(super) fn type_of(api: &Api, shape: &Shape) -> (String, bool) {
    let written = |inner: &Shape| match type_of(api, inner) {
        (text, true) => format!("{text}?"),
        (text, false) => text,
    };
    let text = match shape {
        Shape::Any | Shape::Null | Shape::Constant(_) => "JSON".to_owned(),
        Shape::Boolean => "Bool".to_owned(),
        Shape::Integer => "Int".to_owned(),
        Shape::Number => "Double".to_owned(),
        Shape::String => "String".to_owned(),
        Shape::List(inner) => format!("[{}]", written(inner)),
        Shape::Map(inner) => format!("[String: {}]", written(inner)),
        Shape::Named(name) => match api.named(name).map(|named| &named.form) {
            Some(Form::Alias { shape }) if !is_typealias(shape) => return type_of(api, shape),
            _ => name.clone(),
        },
        Shape::Union(choices) => {
            let kept: Vec<_> =
                choices.iter().filter(|choice| !matches!(choice, Shape::Null | Shape::Constant(_))).collect();
            match kept.as_slice() {
                [one] => return (type_of(api, one).0, kept.len() < choices.len()),
                _ => "JSON".to_owned(),
            }
        }
    };
    (text, false)
}

/// Whether a name for the shape is a `typealias`; other aliases are written out.
pub(super) fn is_typealias(shape: &Shape) -> bool {
    matches!(shape, Shape::String | Shape::Integer | Shape::Number | Shape::Boolean)
}

/// A wire name as the name of a property or an argument.
pub(super) fn identifier(wire: &str, taken: &[&str]) -> String {
    let is_plain = wire.starts_with(|first: char| first.is_ascii_lowercase())
        && wire.chars().all(|character| character.is_ascii_alphanumeric());
    let mut name = if is_plain { wire.to_owned() } else { camel(wire) };
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert_str(0, "value");
    }
    if taken.contains(&name.as_str()) {
        name.push('_');
    }
    if KEYWORDS.contains(&name.as_str()) { format!("`{name}`") } else { name }
}

/// A text as a string literal.
pub(super) fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text as doc comment lines with the given indentation; nothing for an empty text.
pub(super) fn doc(text: &str, indentation: usize) -> String {
    let margin = " ".repeat(indentation);
    let lines = text.trim().lines();
    lines.map(|line| format!("{}\n", format!("{margin}/// {line}").trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_swift_has_already_are_quoted() {
        assert_eq!(identifier("in", &[]), "`in`");
        assert_eq!(identifier("0", &[]), "value0");
        assert_eq!(identifier("not_connected", &[]), "notConnected");
        assert_eq!(doc("one\n\ntwo", 2), "  /// one\n  ///\n  /// two\n");
    }
}
