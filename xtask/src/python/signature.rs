//! Calls as methods.

use serde::Serialize;

use super::text::{Side, annotation, conversion, identifier, literal};
use crate::schema::{Api, Call, Field, Shape};

/// Arguments that every method has already.
const TAKEN: &[&str] = &["self", "timeout", "deadline", "file"];
/// A path on this machine.
const PATH: &str = "Union[str, PathLike[str]]";

#[derive(Serialize)]
pub(super) struct CallView<'a> {
    id: &'a str,
    name: String,
    docs: String,
    /// Required fields, which may be given by position, then the others.
    required: Vec<ArgumentView>,
    optional: Vec<ArgumentView>,
    /// Whether a file may stand beside the fields.
    file: Option<&'static str>,
    /// Whether the call takes limits of its own; a helper with a time of its own is limited by that.
    limits: bool,
    result: String,
    conversion: String,
    /// The request as a dict display.
    fields: String,
}

#[derive(Serialize)]
struct ArgumentView {
    name: String,
    wire: String,
    annotation: String,
    /// Given in seconds, sent in milliseconds.
    is_time: bool,
    docs: String,
}

impl<'a> CallView<'a> {
    pub(super) fn new(api: &'a Api, call: &'a Call) -> Self {
        let is_helper = call.group.is_none();
        // A helper's file is an argument, whatever it is: path, URL, bytes, file object.
        let is_own_file = |field: &Field| is_helper && call.takes_file && field.name == "file";
        let fields: Vec<_> = call.fields.iter().filter(|field| !is_own_file(field)).collect();
        let of = |required: bool| {
            let fields = fields.iter().filter(|field| field.required == required);
            fields.map(|field| ArgumentView::new(api, field, call)).collect::<Vec<_>>()
        };
        let (required, optional) = (of(true), of(false));
        let limits = !required.iter().chain(&optional).any(|argument| argument.name == "timeout");
        let result = match &call.response {
            Shape::List(inner) => format!("Results[{}]", annotation(api, inner, Side::Got, "_t.")),
            shape => annotation(api, shape, Side::Got, "_t."),
        };
        let mut view = Self {
            id: call.id,
            name: identifier(&call.snake, &[]),
            docs: String::new(),
            required,
            optional,
            file: call.takes_file.then_some(if is_helper { "required" } else { "optional" }),
            limits,
            result,
            conversion: conversion(api, &call.response, "_t.").unwrap_or_else(|| "None".to_owned()),
            fields: String::new(),
        };
        view.fields = view.request();
        view.docs = view.documentation(call);
        view
    }

    fn request(&self) -> String {
        let lines = self.required.iter().chain(&self.optional).map(|argument| {
            let ArgumentView { name, wire, .. } = argument;
            let value = if argument.is_time { format!("_millis(\"{name}\", {name})") } else { name.clone() };
            format!("                {wire}: {value},\n")
        });
        let lines: String = lines.collect();
        if lines.is_empty() { "{}".to_owned() } else { format!("{{\n{lines}            }}") }
    }

    /// The text, the route, what is peculiar, and the arguments.
    fn documentation(&self, call: &Call) -> String {
        let mut paragraphs = vec![call.docs.text()];
        if let (Some(method), Some(path)) = (call.method, call.path) {
            paragraphs.push(format!("`{method} {path}`"));
        }
        if let Some(unsupported) = &call.unsupported {
            paragraphs.push(format!("Refused: {} Instead: {}", unsupported.reason, unsupported.instead));
        }
        let mut arguments: Vec<_> = Vec::new();
        let line = |argument: &ArgumentView| (argument.name.clone(), argument.docs.clone());
        arguments.extend(self.required.iter().map(line));
        let docs = match self.file {
            Some("required") => {
                "Path, bytes, object opened with mode `rb`, URL that the server downloads, data URI, or `Media`."
            }
            _ => "Path, bytes, object opened with mode `rb`, or `Media`; uploaded beside the fields.",
        };
        arguments.extend(self.file.map(|_| ("file".to_owned(), docs.to_owned())));
        arguments.extend(self.optional.iter().map(line));
        if self.limits {
            arguments.push(("timeout".to_owned(), "Longest time for one attempt, in seconds.".to_owned()));
            arguments.push((
                "deadline".to_owned(),
                "Longest time for the whole call, retries included, in seconds.".to_owned(),
            ));
        }
        if !arguments.is_empty() {
            let lines: Vec<_> = arguments.iter().map(|(name, docs)| format!("    {name}: {docs}")).collect();
            paragraphs.push(format!("Args:\n{}", lines.join("\n")));
        }
        paragraphs.join("\n\n")
    }
}

impl ArgumentView {
    fn new(api: &Api, field: &Field, call: &Call) -> Self {
        let is_helper = call.group.is_none();
        // Where the content that comes beside the answer is to be written.
        let is_destination = call.gives_bytes && field.name == "file";
        // Times of the helpers are ours, and Python counts seconds.
        let time = field.name.strip_suffix("Ms").filter(|_| is_helper && field.shape == Shape::Integer);
        let name = match time {
            Some(_) => field.snake.trim_end_matches("_ms").to_owned(),
            None if is_destination => "file".to_owned(),
            None => identifier(&field.snake, TAKEN),
        };
        let text = match time {
            Some(_) => "Time".to_owned(),
            None if is_destination => PATH.to_owned(),
            None => annotation(api, &field.shape, Side::Given, "_t."),
        };
        let docs = field.docs.text().replace("\n\n", " ").replace('\n', " ");
        Self {
            name,
            wire: literal(&field.name),
            annotation: if field.required || text == "Any" { text } else { format!("Optional[{text}]") },
            is_time: time.is_some(),
            docs: if time.is_some() { in_seconds(&docs) } else { docs },
        }
    }
}

/// The documentation of a time that is sent in milliseconds and given in seconds.
fn in_seconds(docs: &str) -> String {
    docs.replace("Milliseconds", "Seconds").replace("milliseconds", "seconds").replace(" 000", "")
}
