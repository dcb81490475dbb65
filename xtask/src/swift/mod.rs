//! The Swift facade: payloads, operations, helpers, error codes and events.

mod text;
mod types;

use std::path::PathBuf;

use minijinja::context;
use serde::Serialize;

use crate::{
    generate::{Files, environment},
    schema::{Api, Call, Error, Field, Shape},
};

use text::{identifier, literal, type_of};
use types::TypeView;

const FOLDER: &str = "bindings-uniffi/swift/Sources/Wppkit/Generated";

const TEMPLATES: &[(&str, &str)] = &[
    ("Types.swift", include_str!("types.swift.j2")),
    ("Operations.swift", include_str!("operations.swift.j2")),
    ("ErrorCode.swift", include_str!("errors.swift.j2")),
    ("Events.swift", include_str!("events.swift.j2")),
];

/// The generated Swift sources.
pub(crate) fn files(api: &Api) -> Result<Files, Error> {
    let mut environment = environment();
    environment.add_filter("doc", text::doc);
    environment.add_filter("case", |value: &str| identifier(value, &[]));
    let types: Vec<_> = api.types.iter().filter_map(|named| TypeView::new(api, named)).collect();
    let groups: Vec<_> = api.groups.iter().map(|group| GroupView::new(api, group)).collect();
    let helpers: Vec<_> = api.helpers.iter().map(|call| CallView::new(api, call)).collect();
    let error_codes = &api.error_codes;
    let events: Vec<_> = api
        .events
        .iter()
        .map(|event| EventView {
            kind: event.kind,
            case: identifier(&crate::schema::camel(&event.pascal), &[]),
            docs: event.docs.text(),
            data: type_of(api, &event.data).0,
        })
        .collect();
    let mut files = Files::new();
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
        let context = context! { types, groups, helpers, error_codes, events };
        files.push((
            PathBuf::from(format!("{FOLDER}/{name}")),
            environment.get_template(name)?.render(context)?,
        ));
    }
    Ok(files)
}

#[derive(Serialize)]
struct EventView<'a> {
    kind: &'a str,
    case: String,
    docs: String,
    data: String,
}

#[derive(Serialize)]
struct GroupView<'a> {
    name: &'a str,
    pascal: &'a str,
    on_session: Vec<CallView<'a>>,
    on_client: Vec<CallView<'a>>,
}

impl<'a> GroupView<'a> {
    fn new(api: &'a Api, group: &'a crate::schema::Group) -> Self {
        let view = |calls: Vec<&'a Call>| calls.into_iter().map(|call| CallView::new(api, call)).collect();
        let (session, client): (Vec<_>, Vec<_>) = group.operations.iter().partition(|call| call.has_session);
        Self { name: group.name, pascal: &group.pascal, on_session: view(session), on_client: view(client) }
    }
}

#[derive(Serialize)]
struct CallView<'a> {
    id: &'a str,
    name: String,
    docs: String,
    arguments: Vec<Argument>,
    /// `required`, `optional` or nothing.
    file: &'static str,
    deprecated: Option<String>,
    result: String,
    /// The method of the caller that reads the result.
    verb: &'static str,
}

#[derive(Serialize)]
struct Argument {
    name: String,
    wire: String,
    r#type: String,
    required: bool,
    value: String,
}

impl<'a> CallView<'a> {
    fn new(api: &'a Api, call: &'a Call) -> Self {
        let is_helper = call.group.is_none();
        // A helper's file is an argument, whatever it is: path, URL, bytes.
        let fields =
            call.fields.iter().filter(|field| !(is_helper && call.takes_file && field.name == "file"));
        let mut arguments = Vec::new();
        let mut docs = call.docs.text();
        if let (Some(method), Some(path)) = (call.method, call.path) {
            docs += &format!("\n\n`{method} {path}`");
        }
        let mut parameters = String::new();
        for field in fields {
            let argument = Argument::new(api, field, call);
            let text = field.docs.text().split_whitespace().collect::<Vec<_>>().join(" ");
            parameters += &format!("\n- Parameter {}: {text}", argument.name.trim_matches('`'));
            arguments.push(argument);
        }
        if !parameters.is_empty() {
            docs += &format!("\n{parameters}");
        }
        arguments.sort_by_key(|argument| !argument.required);
        let (result, verb) = result(api, call);
        Self {
            id: call.id,
            name: identifier(&call.camel, &[]),
            docs,
            arguments,
            file: match (call.takes_file, is_helper) {
                (false, _) => "",
                (true, true) => "required",
                (true, false) => "optional",
            },
            deprecated: call
                .unsupported
                .as_ref()
                .map(|refused| literal(&format!("Refused: {} Instead: {}", refused.reason, refused.instead))),
            result,
            verb,
        }
    }
}

impl Argument {
    fn new(api: &Api, field: &Field, call: &Call) -> Self {
        let is_time = field.name.ends_with("Ms") && field.shape == Shape::Integer;
        let taken = if call.takes_file { &["limits", "file"][..] } else { &["limits"] };
        let name =
            identifier(field.name.strip_suffix("Ms").filter(|_| is_time).unwrap_or(&field.name), taken);
        let list = Shape::List(Box::new(Shape::String));
        let kind = match &field.shape {
            _ if is_time => "Duration".to_owned(),
            Shape::Union(choices) if choices.contains(&Shape::String) && choices.contains(&list) => {
                "OneOrMany".to_owned()
            }
            // A secret is handed in as the text that it is.
            shape => Some(type_of(api, shape).0)
                .filter(|text| text != "Secret")
                .unwrap_or_else(|| "String".to_owned()),
        };
        let question = if field.required { "" } else { "?" };
        let value = if is_time { format!("{name}{question}.milliseconds") } else { name.clone() };
        Self { name, wire: literal(&field.name), r#type: kind, required: field.required, value }
    }
}

/// The type of a result, and what reads it.
fn result(api: &Api, call: &Call) -> (String, &'static str) {
    if call.response == Shape::Null {
        return ("Void".to_owned(), "nothing");
    }
    let (text, nullable) = type_of(api, &call.response);
    let question = if nullable { "?" } else { "" };
    if text.starts_with("[String: ") {
        (format!("Answered<{text}>{question}"), "answered")
    } else if let Some(inner) = text.strip_prefix('[') {
        (
            format!("Results<{}>{question}", inner.strip_suffix(']').unwrap_or(inner)),
            if nullable { "resultsOrNone" } else { "results" },
        )
    } else if call.group.is_none() {
        (
            if call.gives_bytes { format!("WithBytes<{text}>") } else { format!("{text}{question}") },
            if call.gives_bytes { "withBytes" } else { "plain" },
        )
    } else {
        (format!("Answered<{text}{question}>"), "answered")
    }
}
