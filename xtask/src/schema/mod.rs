//! The registry as a graph of named types and calls, the same for every language.
//!
//! Schemas are read once, here; what a language renders from is [`Api`]. A schema of a form that is not known here
//! fails the generation with the place where it stands, so that no language silently gets `any`.

mod call;
mod names;
mod parse;
mod shape;

use std::collections::BTreeMap;

use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde::Serialize;
use serde_json::Value;
use wppkit_api::{ErrorCode, events::EventKind, helpers, registry};

pub(crate) use call::{Call, Docs};
pub(crate) use names::{camel, pascal, snake};
pub(crate) use shape::{Field, Form, NamedType, Shape, Variant};

use parse::Parser;

pub(crate) type Error = Box<dyn std::error::Error>;

/// Everything that a language's facade follows from.
#[derive(Debug, Serialize)]
pub(crate) struct Api {
    /// Groups of operations, in the order of the registry.
    pub(crate) groups: Vec<Group>,
    /// Calls of several steps.
    pub(crate) helpers: Vec<Call>,
    /// Every named type that a call uses, by name.
    pub(crate) types: Vec<NamedType>,
    /// The error codes that every language shares.
    pub(crate) error_codes: Vec<ErrorCodeDocs>,
    /// What the server tells by itself.
    pub(crate) events: Vec<EventType>,
}

/// Operations that hang on one name.
#[derive(Debug, Serialize)]
pub(crate) struct Group {
    /// Name in snake_case, such as `messages`.
    pub(crate) name: &'static str,
    /// Name in PascalCase.
    pub(crate) pascal: String,
    pub(crate) operations: Vec<Call>,
}

/// An error code with its meaning.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorCodeDocs {
    /// The stable string, snake_case.
    pub(crate) code: &'static str,
    pub(crate) pascal: String,
    pub(crate) docs: Docs,
}

/// A kind of event with what it carries.
#[derive(Debug, Serialize)]
pub(crate) struct EventType {
    /// The stable string.
    pub(crate) kind: &'static str,
    pub(crate) pascal: String,
    pub(crate) docs: Docs,
    pub(crate) data: Shape,
}

impl Api {
    /// Reads the compiled registry.
    pub(crate) fn from_registry() -> Result<Self, Error> {
        let mut generator = SchemaSettings::draft2020_12().into_generator();
        let mut groups: Vec<Group> = Vec::new();
        let mut pending = Vec::new();
        for entry in registry() {
            let request = (entry.request_schema)(&mut generator);
            let response = (entry.response_schema)(&mut generator);
            let name = entry.meta.group.as_str();
            if groups.last().is_none_or(|group| group.name != name) {
                groups.push(Group { name, pascal: pascal(name), operations: Vec::new() });
            }
            pending.push((groups.len() - 1, Call::operation(entry), request, response));
        }
        let mut helper_calls = Vec::new();
        for entry in helpers() {
            let request = (entry.request_schema)(&mut generator);
            let response = (entry.response_schema)(&mut generator);
            helper_calls.push((Call::helper(entry), request, response));
        }
        let event_data: Vec<_> =
            EventKind::ALL.iter().map(|kind| (*kind, kind.data_schema(&mut generator))).collect();
        let parser = Parser::new(definitions(&mut generator)?);
        for (group, call, request, response) in pending {
            let call = call.typed(&parser, request.as_value(), response.as_value())?;
            groups[group].operations.push(call);
        }
        let helpers = helper_calls
            .into_iter()
            .map(|(call, request, response)| call.typed(&parser, request.as_value(), response.as_value()))
            .collect::<Result<Vec<_>, Error>>()?;
        let kinds = schemars::schema_for!(EventKind);
        let events = event_data
            .into_iter()
            .map(|(kind, schema)| {
                let pascal = format!("{kind:?}");
                let data = parser.shape(&format!("{pascal}Event"), schema.as_value())?;
                Ok(EventType { kind: kind.as_str(), docs: documented(&kinds, kind.as_str()), pascal, data })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let mut api = Self { groups, helpers, types: parser.types()?, error_codes: error_codes(), events };
        api.mark_uses();
        Ok(api)
    }

    /// Every call: the operations by group, then the helpers.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &Call> {
        self.groups.iter().flat_map(|group| &group.operations).chain(&self.helpers)
    }

    /// The type with this name.
    pub(crate) fn named(&self, name: &str) -> Option<&NamedType> {
        self.types.iter().find(|named| named.name == name)
    }

    /// Notes which types travel to the server and which come from it.
    fn mark_uses(&mut self) {
        let mut sent = Vec::new();
        let mut received = Vec::new();
        for call in self.calls() {
            self.reach(&Shape::Named(call.request.clone()), &mut sent);
            self.reach(&call.response, &mut received);
        }
        let mut told = Vec::new();
        for event in &self.events {
            self.reach(&event.data, &mut told);
        }
        for named in &mut self.types {
            named.in_events = told.contains(&named.name);
            named.in_requests = sent.contains(&named.name);
            named.in_responses = received.contains(&named.name);
        }
    }

    fn reach(&self, shape: &Shape, seen: &mut Vec<String>) {
        for name in shape.names() {
            if seen.iter().any(|known| known == name) {
                continue;
            }
            seen.push(name.to_owned());
            for shape in self.named(name).map(NamedType::shapes).unwrap_or_default() {
                self.reach(shape, seen);
            }
        }
    }
}

/// The schemas by name. Two types of one name would get a number at its end: refused, since such names change
/// with the order of the registry.
fn definitions(generator: &mut SchemaGenerator) -> Result<BTreeMap<String, Value>, Error> {
    let definitions: BTreeMap<_, _> = generator.take_definitions(true).into_iter().collect();
    for name in definitions.keys() {
        let base = name.trim_end_matches(|last: char| last.is_ascii_digit());
        if base.len() < name.len() && definitions.contains_key(base) && !parse::is_inlined(name) {
            return Err(format!("two types are called {base}: give one of them another name").into());
        }
    }
    Ok(definitions)
}

/// Codes with their doc comments, read off the schema that the comments became.
fn error_codes() -> Vec<ErrorCodeDocs> {
    let schema = schemars::schema_for!(ErrorCode);
    ErrorCode::ALL
        .iter()
        .map(|code| ErrorCodeDocs {
            code: code.as_str(),
            pascal: pascal(code.as_str()),
            docs: documented(&schema, code.as_str()),
        })
        .collect()
}

/// The doc comment of one value of an enumeration.
fn documented(schema: &Schema, value: &str) -> Docs {
    let choices = schema.get("oneOf").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let found = choices.iter().find(|choice| choice.get("const").and_then(Value::as_str) == Some(value));
    Docs::of(found.unwrap_or(&Value::Null))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_has_a_struct_as_request_and_every_name_is_defined() {
        let api = Api::from_registry().unwrap();
        for call in api.calls() {
            let request = api.named(&call.request).unwrap_or_else(|| panic!("{}", call.id));
            assert!(matches!(request.form, Form::Struct { .. }), "{}", call.id);
            for name in call.response.names() {
                assert!(api.named(name).is_some(), "{}: {name}", call.id);
            }
        }
        for named in &api.types {
            for name in named.shapes().into_iter().flat_map(Shape::names) {
                assert!(api.named(name).is_some(), "{}: {name}", named.name);
            }
            assert!(
                named.in_requests || named.in_responses || named.in_events,
                "{} is used by nothing",
                named.name
            );
        }
    }

    #[test]
    fn fields_keep_the_order_and_presence_of_the_wire() {
        let api = Api::from_registry().unwrap();
        let request = api.named("SendMessage").unwrap();
        let Form::Struct { fields, open } = &request.form else { panic!("{request:?}") };
        assert!(!open, "a request has no further keys");
        let names: Vec<_> = fields.iter().map(|field| (field.name.as_str(), field.required)).collect();
        assert_eq!(names[..3], [("phone", true), ("message", true), ("isGroup", false)]);
        let phone = Shape::Union(vec![Shape::String, Shape::List(Box::new(Shape::String))]);
        assert_eq!(fields[0].shape, phone);
        assert!(matches!(&api.named("Message").unwrap().form, Form::Struct { open: true, .. }));
        assert!(matches!(&api.named("Severity").unwrap().form, Form::Enum { members } if members.len() == 4));
    }
}
