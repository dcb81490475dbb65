//! What the templates see: the registry with its schemas, as plain data.

use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::{Map, Value};
use wppkit_api::{
    Auth, Effect, ErrorCode, Failure, Group, OperationEntry, TimeoutClass, Unsupported, registry,
};

use crate::kotlin;
use crate::openapi::Examples;
use crate::schema::{Api, Error, camel, snake};

#[derive(Serialize)]
pub(crate) struct Model {
    pub(crate) groups: Vec<GroupModel>,
    pub(crate) error_codes: Vec<CodeModel>,
}

#[derive(Serialize)]
pub(crate) struct GroupModel {
    name: &'static str,
    type_name: String,
    operations: Vec<OperationModel>,
}

#[derive(Serialize)]
struct OperationModel {
    id: &'static str,
    snake: String,
    module: String,
    request: &'static str,
    method: &'static str,
    path: &'static str,
    summary: String,
    details: String,
    has_session: bool,
    needs_connected: bool,
    effect: &'static str,
    timeout_seconds: u16,
    success: u16,
    since: &'static str,
    multipart: Option<&'static str>,
    file_required: bool,
    unsupported: Option<Unsupported>,
    no_answer: Option<&'static str>,
    failures: &'static [Failure],
    needs_secret: bool,
    /// A request that a scenario makes, as JSON.
    example: Option<String>,
    /// The same as keyword arguments of Python.
    python: String,
    /// The same as named arguments of Kotlin.
    kotlin: String,
    camel: String,
    fields: Vec<FieldModel>,
    response: String,
    response_fields: Vec<FieldModel>,
}

#[derive(Serialize)]
struct FieldModel {
    name: String,
    kind: String,
    required: bool,
    description: String,
}

#[derive(Serialize)]
pub(crate) struct CodeModel {
    code: &'static str,
    description: String,
}

impl Model {
    pub(crate) fn from_registry(api: &Api) -> Result<Self, Error> {
        let examples = Examples::from_scenarios()?;
        let mut groups: Vec<GroupModel> = Vec::new();
        let mut last: Option<Group> = None;
        for entry in registry() {
            if last != Some(entry.meta.group) {
                last = Some(entry.meta.group);
                let name = entry.meta.group.as_str();
                groups.push(GroupModel { name, type_name: capitalised(name), operations: Vec::new() });
            }
            if let Some(group) = groups.last_mut() {
                group.operations.push(OperationModel::from_entry(entry, &examples, api));
            }
        }
        Ok(Self { groups, error_codes: error_codes() })
    }
}

impl GroupModel {
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }
}

impl OperationModel {
    fn from_entry(entry: &OperationEntry, examples: &Examples, api: &Api) -> Self {
        let meta = &entry.meta;
        let mut inlined =
            SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true).into_generator();
        let request = (entry.request_schema)(&mut inlined);
        let response = (entry.response_schema)(&mut inlined);
        let description = text(request.get("description"));
        let (summary, details) = description.split_once("\n\n").unwrap_or((description.as_str(), ""));
        Self {
            id: meta.id,
            snake: meta.snake_case_id(),
            module: format!("{}::{}", meta.group.as_str(), meta.snake_case_id()),
            request: entry.request_type,
            method: meta.method.as_str(),
            path: meta.path,
            summary: summary.to_owned(),
            details: details.to_owned(),
            has_session: meta.has_session(),
            needs_connected: meta.needs_connected,
            effect: match meta.effect {
                Effect::Read => "read",
                Effect::Set => "set",
                Effect::Send => "send",
            },
            timeout_seconds: match meta.timeout {
                TimeoutClass::Normal => 60,
                TimeoutClass::Session => 90,
                TimeoutClass::Media => 180,
            },
            success: meta.success,
            since: meta.since,
            multipart: meta.multipart,
            file_required: meta.file_required,
            unsupported: meta.unsupported,
            no_answer: meta.no_answer,
            failures: meta.failures,
            needs_secret: meta.auth == Auth::SecretInPath,
            example: examples.of(meta.id).map(|fields| Value::Object(fields.clone()).to_string()),
            kotlin: kotlin_arguments(api, meta.id, examples).unwrap_or_default(),
            python: examples.of(meta.id).map(python_arguments).unwrap_or_default(),
            camel: camel(meta.id),
            fields: fields(request.as_value()),
            response: kind(response.as_value()),
            response_fields: fields(element(response.as_value())),
        }
    }
}

/// Named arguments of Kotlin.
fn kotlin_arguments(api: &Api, id: &str, examples: &Examples) -> Option<String> {
    let call = api.calls().find(|call| call.id == id)?;
    Some(kotlin::arguments(api, call, examples.of(id)?))
}

/// Keyword arguments of Python.
fn python_arguments(fields: &Map<String, Value>) -> String {
    fields
        .iter()
        .map(|(name, value)| format!("{}={}", snake(name), python(value)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(items) => format!("[{}]", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{:?}: {}", name, python(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string(),
    }
}

/// The schema of a list's elements, or the schema itself.
fn element(schema: &Value) -> &Value {
    let schema = schema.get("items").unwrap_or(schema);
    let first = schema.get("anyOf").and_then(Value::as_array).and_then(|choices| choices.first());
    first.unwrap_or(schema)
}

fn fields(schema: &Value) -> Vec<FieldModel> {
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let empty = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    properties
        .iter()
        .map(|(name, field)| FieldModel {
            name: name.clone(),
            kind: kind(field),
            required: required.iter().any(|required| required == name),
            description: text(field.get("description")).replace('\n', " "),
        })
        .collect()
}

fn kind(schema: &Value) -> String {
    if let Some(items) = schema.get("items") {
        return format!("list of {}", kind(items));
    }
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        let kinds: Vec<_> = choices.iter().map(kind).filter(|kind| kind != "null").collect();
        return kinds.join(" or ");
    }
    if let Some(constant) = schema.get("const") {
        return format!("`{constant}`");
    }
    match schema.get("type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .filter(|kind| *kind != "null")
            .collect::<Vec<_>>()
            .join(" or "),
        _ => "any".to_owned(),
    }
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn capitalised(name: &str) -> String {
    let mut characters = name.chars();
    characters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + characters.as_str())
        .unwrap_or_default()
}

/// Codes with their doc comments, read off the schema that the comments became.
fn error_codes() -> Vec<CodeModel> {
    let schema = schemars::schema_for!(ErrorCode);
    let documented = schema.get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default();
    ErrorCode::ALL
        .iter()
        .map(|code| CodeModel {
            code: code.as_str(),
            description: documented
                .iter()
                .find(|choice| choice.get("const").and_then(Value::as_str) == Some(code.as_str()))
                .map(|choice| text(choice.get("description")).replace('\n', " "))
                .unwrap_or_default(),
        })
        .collect()
}
