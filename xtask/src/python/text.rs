//! Names, type texts and docstrings in Python.

use crate::schema::{Api, Form, Shape};

const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// A name that may stand in Python source, with an underscore at its end where it has another meaning.
pub(super) fn identifier(name: &str, taken: &[&str]) -> String {
    let mut name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert_str(0, "field_");
    }
    if KEYWORDS.contains(&name.as_str()) || taken.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// A text as a Python string literal.
pub(super) fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Which side of a call a type text is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// What a caller gives.
    Given,
    /// What comes back.
    Got,
}

/// A shape as a type annotation; names of types get the prefix.
pub(super) fn annotation(api: &Api, shape: &Shape, side: Side, prefix: &str) -> String {
    match shape {
        Shape::Any => "Any".to_owned(),
        Shape::Null => "None".to_owned(),
        Shape::Boolean => "bool".to_owned(),
        Shape::Integer => "int".to_owned(),
        Shape::Number => "float".to_owned(),
        Shape::String => "str".to_owned(),
        Shape::Constant(value) => match value {
            serde_json::Value::Bool(true) => "Literal[True]".to_owned(),
            serde_json::Value::Bool(false) => "Literal[False]".to_owned(),
            serde_json::Value::Null => "None".to_owned(),
            serde_json::Value::Number(number) if number.is_i64() => format!("Literal[{number}]"),
            serde_json::Value::String(text) => format!("Literal[{}]", literal(text)),
            _ => "Any".to_owned(),
        },
        Shape::List(inner) => {
            let name = if side == Side::Given { "Sequence" } else { "List" };
            format!("{name}[{}]", annotation(api, inner, side, prefix))
        }
        Shape::Map(inner) => {
            let name = if side == Side::Given { "Mapping" } else { "Dict" };
            format!("{name}[str, {}]", annotation(api, inner, side, prefix))
        }
        Shape::Named(name) => named(api, name, side, prefix),
        Shape::Union(choices) => {
            let mut texts: Vec<_> = Vec::new();
            for choice in choices {
                let text = annotation(api, choice, side, prefix);
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
            match texts.as_slice() {
                [one] => one.clone(),
                _ => format!("Union[{}]", texts.join(", ")),
            }
        }
    }
}

fn named(api: &Api, name: &str, side: Side, prefix: &str) -> String {
    let is_object =
        api.named(name).is_some_and(|named| matches!(named.form, Form::Struct { .. } | Form::Tagged { .. }));
    if is_object && side == Side::Given { "Mapping[str, Any]".to_owned() } else { format!("{prefix}{name}") }
}

/// What `convert` makes of a value of this shape; nothing where it stays what it is.
pub(super) fn conversion(api: &Api, shape: &Shape, prefix: &str) -> Option<String> {
    match shape {
        Shape::List(inner) => Some(format!("[{}]", conversion(api, inner, prefix)?)),
        Shape::Map(inner) => Some(format!("{{\"\": {}}}", conversion(api, inner, prefix)?)),
        Shape::Named(name) => match &api.named(name)?.form {
            Form::Struct { .. } | Form::Tagged { .. } => Some(format!("{prefix}{name}")),
            Form::Alias { shape } => conversion(api, shape, prefix),
            Form::Enum { .. } => None,
        },
        Shape::Union(choices) => {
            let mut parts: Vec<_> =
                choices.iter().filter_map(|choice| conversion(api, choice, prefix)).collect();
            match parts.len() {
                0 | 1 => parts.pop(),
                _ => Some(format!("({})", parts.join(", "))),
            }
        }
        _ => None,
    }
}

/// A text as a docstring with the given indentation.
pub(super) fn docstring(text: &str, indentation: usize) -> String {
    let margin = " ".repeat(indentation);
    let text = text.trim().replace('\\', "\\\\").replace("\"\"\"", "'''");
    let lines: Vec<_> = text.lines().collect();
    match lines.as_slice() {
        [] => String::new(),
        [line] => {
            let end = if line.ends_with('"') { " " } else { "" };
            format!("{margin}\"\"\"{line}{end}\"\"\"\n")
        }
        [first, rest @ ..] => {
            let body: String =
                rest.iter().map(|line| format!("{}\n", format!("{margin}{line}").trim_end())).collect();
            format!("{margin}\"\"\"{first}\n{body}{margin}\"\"\"\n")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_python_has_already_get_an_underscore() {
        assert_eq!(identifier("from", &[]), "from_");
        assert_eq!(identifier("items", &["items"]), "items_");
        assert_eq!(identifier("2fa", &[]), "field_2fa");
    }

    #[test]
    fn documentation_cannot_end_its_string() {
        assert_eq!(docstring("a \"\"\" \\b", 0), "\"\"\"a ''' \\\\b\"\"\"\n");
        assert_eq!(docstring("say \"x\"", 2), "  \"\"\"say \"x\" \"\"\"\n");
    }
}
