//! Calls as methods.

use serde::Serialize;

use super::text::{Type, identifier, is_one_or_many, literal};
use crate::schema::{Api, Call, Field, Shape};

/// Arguments that every method may have already.
const TAKEN: &[&str] = &["limits", "file"];

#[derive(Serialize)]
pub(super) struct CallView<'a> {
    id: &'a str,
    name: String,
    /// One method, or one for each choice between one text and a list of them.
    overloads: Vec<Overload>,
    /// Wire names of its fields as literals.
    wires: Vec<String>,
    /// The required fields that are one text or a list, as literals of their wire names.
    many: Vec<String>,
    /// `required`, `optional` or nothing.
    file: &'static str,
    deprecated: Option<String>,
    result: String,
    reader: String,
}

#[derive(Serialize)]
struct Overload {
    docs: String,
    arguments: Vec<Argument>,
    /// The fields that are lists here, as literals of their wire names.
    lists: Vec<String>,
}

#[derive(Serialize)]
struct Argument {
    name: String,
    /// Name on the wire, as a literal.
    wire: String,
    r#type: String,
    required: bool,
    /// The value that is sent.
    value: String,
    /// What the adapter of the conformance suite reads the argument with.
    reader: String,
    /// A duration, sent in milliseconds.
    is_time: bool,
}

impl<'a> CallView<'a> {
    pub(super) fn new(api: &'a Api, call: &'a Call) -> Self {
        let is_helper = call.group.is_none();
        // A helper's file is an argument, whatever it is: path, URL, bytes, stream.
        let is_own_file = |field: &Field| is_helper && call.takes_file && field.name == "file";
        let fields: Vec<_> = call.fields.iter().filter(|field| !is_own_file(field)).collect();
        let many: Vec<_> =
            fields.iter().filter(|field| field.required && is_one_or_many(&field.shape)).collect();
        let file = match (call.takes_file, is_helper) {
            (false, _) => "",
            (true, true) => "required",
            (true, false) => "optional",
        };
        // Each bit of a number says whether that field is a list.
        let choices = 0..1_usize << many.len();
        let (result, reader) = result(api, &call.response);
        Self {
            id: call.id,
            name: call.camel.clone(),
            overloads: choices
                .map(|choice| {
                    let lists = many.iter().enumerate().filter(|(bit, _)| choice & 1 << bit != 0);
                    let lists: Vec<_> = lists.map(|(_, field)| field.name.as_str()).collect();
                    overload(api, call, &fields, &lists, file)
                })
                .collect(),
            wires: fields.iter().map(|field| literal(&field.name)).collect(),
            many: many.iter().map(|field| literal(&field.name)).collect(),
            file,
            deprecated: call
                .unsupported
                .as_ref()
                .map(|refused| literal(&format!("Refused: {} Instead: {}", refused.reason, refused.instead))),
            result,
            reader,
        }
    }
}

fn overload(api: &Api, call: &Call, fields: &[&Field], lists: &[&str], file: &str) -> Overload {
    let mut arguments: Vec<_> = fields.iter().map(|field| Argument::new(api, field, lists, call)).collect();
    arguments.sort_by_key(|argument| !argument.required);
    let mut docs = call.docs.text();
    if let (Some(method), Some(path)) = (call.method, call.path) {
        docs += &format!("\n\n`{method} {path}`");
    }
    docs += "\n";
    for argument in &arguments {
        let field = fields.iter().find(|field| literal(&field.name) == argument.wire);
        let text = field.map(|field| field.docs.text()).unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        docs += &format!("\n@param {} {}", argument.name.trim_matches('`'), text);
    }
    match file {
        "required" => docs += "\n@param file The file.",
        "optional" => docs += "\n@param file The file, streamed beside the fields.",
        _ => {}
    }
    Overload {
        docs: docs.trim().to_owned(),
        arguments,
        lists: lists.iter().map(|name| literal(name)).collect(),
    }
}

impl Argument {
    fn new(api: &Api, field: &Field, lists: &[&str], call: &Call) -> Self {
        let is_time = field.name.ends_with("Ms") && field.shape == Shape::Integer;
        let taken = if call.takes_file { TAKEN } else { &TAKEN[..1] };
        let name =
            identifier(field.name.strip_suffix("Ms").filter(|_| is_time).unwrap_or(&field.name), taken);
        let (kind, reader) = if is_time {
            ("Duration".to_owned(), "Whole".to_owned())
        } else if is_one_or_many(&field.shape) {
            if lists.contains(&field.name.as_str()) || !field.required {
                ("List<String>".to_owned(), "list(Text)".to_owned())
            } else {
                ("String".to_owned(), "Text".to_owned())
            }
        } else {
            let kind = Type::of(api, &field.shape);
            // A secret is handed in as the text that it is.
            if kind.text == "Secret" {
                ("String".to_owned(), "Text".to_owned())
            } else {
                (kind.text, kind.reader)
            }
        };
        let value = match (is_time, field.required) {
            (false, _) => name.clone(),
            (true, true) => format!("{name}.inWholeMilliseconds"),
            (true, false) => format!("{name}?.inWholeMilliseconds"),
        };
        Self {
            name,
            wire: literal(&field.name),
            r#type: kind,
            required: field.required,
            value,
            reader,
            is_time,
        }
    }
}

/// The type of a result, and what reads it.
fn result(api: &Api, shape: &Shape) -> (String, String) {
    if *shape == Shape::Null {
        return ("Unit".to_owned(), "nothing".to_owned());
    }
    let kind = Type::of(api, shape);
    let question = if kind.nullable { "?" } else { "" };
    for (collection, class, verb) in [("List<", "Results", "list("), ("Map<String, ", "ResultMap", "map(")] {
        if let (Some(inner), Some(reader)) =
            (kind.text.strip_prefix(collection), kind.reader.strip_prefix(verb))
        {
            let reader = reader.strip_suffix(')').unwrap_or(reader);
            let verb = if class == "Results" { "results" } else { "resultMap" };
            let reader = format!("{verb}{}({reader})", if kind.nullable { "OrNull" } else { "" });
            return (format!("{class}<{inner}{question}"), reader);
        }
    }
    (kind.written(), format!("one({})", kind.whole_reader()))
}
