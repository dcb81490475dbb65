//! Calls as a program writes them, for the reference; they are compiled with the tests.

use serde_json::{Map, Value};

use super::text::{constant, identifier, is_one_or_many, literal};
use crate::schema::{Api, Call, Field, Form, NamedType, Shape};

/// The arguments of a call with this request.
pub(crate) fn arguments(api: &Api, call: &Call, request: &Map<String, Value>) -> String {
    let arguments = request.iter().filter_map(|(wire, value)| {
        let field = call.fields.iter().find(|field| field.name == *wire)?;
        let is_time = wire.ends_with("Ms") && field.shape == Shape::Integer;
        Some(if is_time {
            let name = wire.strip_suffix("Ms").unwrap_or(wire);
            format!("{} = {value}.milliseconds", identifier(name, &["limits"]))
        } else {
            format!("{} = {}", identifier(wire, &["limits"]), of_field(api, field, value))
        })
    });
    arguments.collect::<Vec<_>>().join(", ")
}

fn of_field(api: &Api, field: &Field, value: &Value) -> String {
    if is_one_or_many(&field.shape) {
        return match (value, field.required) {
            (Value::String(text), false) => format!("listOf({})", literal(text)),
            _ => written(api, &Shape::List(Box::new(Shape::String)), value),
        };
    }
    written(api, &field.shape, value)
}

fn written(api: &Api, shape: &Shape, value: &Value) -> String {
    match (shape, value) {
        (Shape::Named(name), _) => match api.named(name) {
            Some(NamedType { form: Form::Alias { shape }, .. }) => written(api, shape, value),
            Some(NamedType { form: Form::Enum { .. }, .. }) => {
                format!("{name}.{}", constant(value.as_str().unwrap_or(&value.to_string())))
            }
            Some(NamedType { form: Form::Struct { fields, .. }, .. }) => object(api, name, fields, value),
            Some(NamedType { form: Form::Tagged { tag, variants }, .. }) => {
                let chosen = variants.iter().find(|variant| value[tag] == *variant.value);
                chosen.map_or_else(
                    || json(value),
                    |variant| object(api, &variant.pascal, &variant.fields, value),
                )
            }
            None => json(value),
        },
        (Shape::Union(choices), _) => {
            let fitting = |shape: &&Shape| match shape {
                Shape::List(_) => value.is_array(),
                Shape::String => value.is_string(),
                Shape::Null | Shape::Constant(_) => false,
                _ => true,
            };
            let kept =
                choices.iter().filter(|choice| !matches!(choice, Shape::Null | Shape::Constant(_))).count();
            match choices.iter().find(fitting) {
                Some(choice) if kept == 1 => written(api, choice, value),
                _ => json(value),
            }
        }
        (Shape::List(inner), Value::Array(items)) => {
            format!(
                "listOf({})",
                items.iter().map(|item| written(api, inner, item)).collect::<Vec<_>>().join(", ")
            )
        }
        (Shape::List(_), Value::String(text)) => literal(text),
        (Shape::Map(inner), Value::Object(members)) => {
            let members = members
                .iter()
                .map(|(key, item)| format!("{} to {}", literal(key), written(api, inner, item)));
            format!("mapOf({})", members.collect::<Vec<_>>().join(", "))
        }
        (Shape::Number, Value::Number(number)) => {
            number.as_f64().map_or_else(|| json(value), |real| format!("{real:?}"))
        }
        // The API also takes the text of either, which a program of Kotlin has no need for.
        (Shape::Integer | Shape::Boolean, Value::String(text)) => text.clone(),
        (Shape::Integer | Shape::Boolean, _) => value.to_string(),
        (Shape::String, Value::String(text)) => literal(text),
        _ => json(value),
    }
}

fn object(api: &Api, name: &str, fields: &[Field], value: &Value) -> String {
    let members = fields.iter().filter_map(|field| {
        let member = value.get(&field.name)?;
        Some(format!("{} = {}", identifier(&field.name, &["extra"]), written(api, &field.shape, member)))
    });
    format!("{name}({})", members.collect::<Vec<_>>().join(", "))
}

/// Free JSON.
fn json(value: &Value) -> String {
    format!("Json.parseToJsonElement({})", literal(&value.to_string()))
}
