//! What an operation takes: parameters and bodies.

use serde_json::{Map, Value, json};
use wppkit_api::OperationEntry;

use super::examples::Examples;

/// Parameters of the path and of the query.
pub(super) fn parameters(entry: &OperationEntry, request: &Value, examples: &Examples) -> Vec<Value> {
    let meta = &entry.meta;
    let example = |name: &str| examples.of(meta.id).and_then(|fields| fields.get(name)).cloned();
    let in_path = meta.path_parameters().map(|name| match name {
        "session" => json!({
            "name": "session", "in": "path", "required": true, "description": "Name of the session.",
            "schema": {"type": "string", "pattern": "^[^/:?#]+$"}, "example": "shop",
        }),
        "secretkey" => json!({
            "name": "secretkey", "in": "path", "required": true,
            "description": "The server's secret key. It ends up in the logs of proxies.",
            "schema": {"type": "string", "minLength": 1}, "example": "SECRET",
        }),
        name => parameter("path", name, true, request, example(name)),
    });
    let required =
        |name: &str| request["required"].as_array().is_some_and(|names| names.iter().any(|one| one == name));
    let in_query =
        meta.query.iter().map(|(name, _)| parameter("query", name, required(name), request, example(name)));
    in_path.chain(in_query).collect()
}

fn parameter(place: &str, name: &str, required: bool, request: &Value, example: Option<Value>) -> Value {
    let mut schema = request["properties"][name].clone();
    let description = schema.as_object_mut().and_then(|schema| schema.shift_remove("description"));
    let mut parameter = json!({
        "name": name,
        "in": place,
        "required": required,
        "description": description.unwrap_or_default(),
        "schema": without_null(schema),
    });
    if let Some(example) = example {
        parameter["example"] = example;
    }
    parameter
}

/// A parameter that is left out is left out: there is no null in a query.
fn without_null(mut schema: Value) -> Value {
    if let Some(kinds) = schema["type"].as_array() {
        let kinds: Vec<Value> = kinds.iter().filter(|kind| *kind != "null").cloned().collect();
        schema["type"] = if kinds.len() == 1 { kinds[0].clone() } else { kinds.into() };
    } else if let Value::Object(object) = &mut schema {
        object.retain(|_, value| !value.is_null());
    }
    schema
}

/// The body, as JSON and, where the route takes an upload, as a form.
pub(super) fn body(entry: &OperationEntry, request: &Value, examples: &Examples) -> Option<Value> {
    let meta = &entry.meta;
    if !meta.method.has_body() {
        return None;
    }
    let elsewhere: Vec<&str> =
        meta.path_parameters().chain(meta.query.iter().map(|(name, _)| *name)).collect();
    let here = |name: &str| !elsewhere.contains(&name);
    let is_required =
        |name: &str| request["required"].as_array().is_some_and(|names| names.iter().any(|one| one == name));
    let empty = Map::new();
    let properties: Map<String, Value> = request["properties"]
        .as_object()
        .unwrap_or(&empty)
        .iter()
        .filter(|(name, _)| here(name))
        .map(|(name, schema)| (name.clone(), given(schema, is_required(name))))
        .collect();
    if properties.is_empty() && meta.multipart.is_none() {
        return None;
    }
    let required: Vec<Value> = request["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|name| name.as_str().is_some_and(here))
        .cloned()
        .collect();
    let example = examples.of(meta.id).map(|fields| {
        fields
            .iter()
            .filter(|(name, _)| here(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect::<Map<_, _>>()
    });
    let mut content = Map::new();
    if !meta.file_required {
        content.insert(
            meta.json_type().to_owned(),
            media(object(properties.clone(), required.clone()), example),
        );
    }
    if let Some(field) = meta.multipart {
        let mut properties = properties;
        properties.insert(
            field.to_owned(),
            json!({"type": "string", "format": "binary", "description": "The file."}),
        );
        let required = required.iter().cloned().chain([field.into()]).collect();
        content.insert("multipart/form-data".to_owned(), media(object(properties, required), None));
    }
    Some(json!({"required": meta.file_required || !required.is_empty(), "content": content}))
}

/// A text or list that must be there must not be empty: the server takes it for a missing one.
pub(super) fn given(schema: &Value, required: bool) -> Value {
    let mut schema = schema.clone();
    if !required {
        return schema;
    }
    match schema["type"].as_str() {
        Some("string") => schema["minLength"] = json!(1),
        Some("array") => {
            schema["minItems"] = json!(1);
            schema["items"] = given(&schema["items"], true);
        }
        _ => {
            if let Some(forms) = schema["anyOf"].as_array() {
                schema["anyOf"] = forms.iter().map(|form| given(form, true)).collect();
            }
        }
    }
    schema
}

fn object(properties: Map<String, Value>, required: Vec<Value>) -> Value {
    let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}

fn media(schema: Value, example: Option<Map<String, Value>>) -> Value {
    match example {
        Some(example) => json!({"schema": schema, "example": example}),
        None => json!({"schema": schema}),
    }
}
