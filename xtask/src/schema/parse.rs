//! Reads JSON schemas as shapes and named types.

use std::{cell::RefCell, collections::BTreeMap};

use serde_json::{Map, Value};

use super::{Docs, Error, Field, Form, NamedType, Shape, Variant, names, shape::Member};

const DEFINITIONS: &str = "#/$defs/";

/// Whether a definition has no name worth showing: it is written out where it is used.
pub(super) fn is_inlined(name: &str) -> bool {
    name.trim_end_matches(|last: char| last.is_ascii_digit()) == "OneOrMany"
}

/// Reads schemas that refer to a set of definitions.
pub(super) struct Parser {
    definitions: BTreeMap<String, Value>,
    /// Objects that stood nameless inside others, named after their place.
    hoisted: RefCell<BTreeMap<String, NamedType>>,
}

impl Parser {
    pub(super) fn new(definitions: BTreeMap<String, Value>) -> Self {
        Self { definitions, hoisted: RefCell::default() }
    }

    /// Every named type, by name.
    pub(super) fn types(&self) -> Result<Vec<NamedType>, Error> {
        let mut types = BTreeMap::new();
        for (name, schema) in self.definitions.iter().filter(|(name, _)| !is_inlined(name)) {
            let form = self.form(name, schema)?;
            types.insert(name.clone(), named(name, Docs::of(schema), form));
        }
        types.extend(self.hoisted.borrow().clone());
        Ok(types.into_values().collect())
    }

    /// Name, documentation and fields of a request.
    pub(super) fn request(&self, call: &str, schema: &Value) -> Result<(String, Docs, Vec<Field>), Error> {
        let name = reference(schema).ok_or_else(|| format!("{call}: the request is no named struct"))?;
        let schema = self.definition(name)?;
        match self.form(name, schema)? {
            Form::Struct { fields, .. } => Ok((name.to_owned(), Docs::of(schema), fields)),
            _ => Err(format!("{call}: the request {name} is no struct").into()),
        }
    }

    fn definition(&self, name: &str) -> Result<&Value, Error> {
        self.definitions.get(name).ok_or_else(|| format!("{name} is not defined").into())
    }

    fn form(&self, name: &str, schema: &Value) -> Result<Form, Error> {
        if let Some(members) = members(schema) {
            return Ok(Form::Enum { members });
        }
        if let Some(choices) = schema.get("oneOf").and_then(Value::as_array)
            && let Some(tag) = tag(choices)
        {
            let variants =
                choices.iter().map(|choice| self.variant(name, &tag, choice)).collect::<Result<_, _>>()?;
            return Ok(Form::Tagged { tag, variants });
        }
        match schema.get("properties").and_then(Value::as_object) {
            Some(_) => self.structure(name, schema),
            None if schema.get("type").is_some_and(|kind| kind == "object") => {
                match schema.get("additionalProperties") {
                    Some(Value::Object(values)) => {
                        let values = self.shape(name, &Value::Object(values.clone()))?;
                        Ok(Form::Alias { shape: Shape::Map(Box::new(values)) })
                    }
                    _ => self.structure(name, schema),
                }
            }
            None => Ok(Form::Alias { shape: self.shape(name, schema)? }),
        }
    }

    fn structure(&self, name: &str, schema: &Value) -> Result<Form, Error> {
        let open = schema.get("additionalProperties") != Some(&Value::Bool(false));
        Ok(Form::Struct { fields: self.fields(name, schema, None)?, open })
    }

    fn fields(&self, owner: &str, schema: &Value, without: Option<&str>) -> Result<Vec<Field>, Error> {
        let empty = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|list| list.iter().any(|one| one == name));
        let fields = properties.iter().filter(|(name, _)| Some(name.as_str()) != without);
        fields
            .map(|(name, property)| {
                let place = format!("{owner}{}", names::pascal(name));
                let shape = self.shape(&place, property)?;
                let required = is_required(name);
                // An optional field that may be null is simply optional.
                let shape = if required { shape } else { shape.without_null().0 };
                Ok(Field::new(name, shape, required, Docs::of(property)))
            })
            .collect()
    }

    fn variant(&self, owner: &str, tag: &str, schema: &Value) -> Result<Variant, Error> {
        let value = constant_of(schema, tag).ok_or_else(|| format!("{owner}: a variant has no {tag}"))?;
        let pascal = format!("{owner}{}", names::pascal(value));
        Ok(Variant {
            value: value.to_owned(),
            docs: Docs::of(schema),
            fields: self.fields(&pascal, schema, Some(tag))?,
            includes: reference(schema).map(str::to_owned),
            pascal,
        })
    }

    /// The shape of a schema that stands at `place`.
    pub(super) fn shape(&self, place: &str, schema: &Value) -> Result<Shape, Error> {
        let Value::Object(keys) = schema else {
            // `true` is the schema of anything.
            return Ok(Shape::Any);
        };
        if let Some(name) = reference(schema) {
            return if is_inlined(name) {
                self.shape(place, self.definition(name)?)
            } else {
                Ok(Shape::Named(name.into()))
            };
        }
        if let Some(constant) = keys.get("const") {
            return Ok(Shape::Constant(constant.clone()));
        }
        if let Some(choices) = keys.get("enum").and_then(Value::as_array) {
            return Ok(Shape::union(choices.iter().cloned().map(Shape::Constant).collect()));
        }
        if let Some(choices) = keys.get("anyOf").or_else(|| keys.get("oneOf")).and_then(Value::as_array) {
            return self.choices(place, choices);
        }
        match keys.get("type") {
            None => Ok(Shape::Any),
            Some(Value::String(kind)) => self.of_kind(place, kind, schema),
            Some(Value::Array(kinds)) => {
                let kinds = kinds.iter().filter_map(Value::as_str);
                let shapes = kinds.map(|kind| self.of_kind(place, kind, schema)).collect::<Result<_, _>>()?;
                Ok(Shape::union(shapes))
            }
            Some(other) => Err(format!("{place}: the type {other} is not known here").into()),
        }
    }

    fn choices(&self, place: &str, choices: &[Value]) -> Result<Shape, Error> {
        let mut shapes = Vec::new();
        for (index, choice) in choices.iter().enumerate() {
            let place = if choices.len() > 1 && index > 0 {
                format!("{place}{}", index + 1)
            } else {
                place.to_owned()
            };
            match self.shape(&place, choice)? {
                Shape::Union(inner) => shapes.extend(inner),
                other => shapes.push(other),
            }
        }
        Ok(Shape::union(shapes))
    }

    fn of_kind(&self, place: &str, kind: &str, schema: &Value) -> Result<Shape, Error> {
        Ok(match kind {
            "null" => Shape::Null,
            "boolean" => Shape::Boolean,
            "integer" => Shape::Integer,
            "number" => Shape::Number,
            "string" => Shape::String,
            "array" => match (schema.get("items"), schema.get("prefixItems").and_then(Value::as_array)) {
                (Some(items @ Value::Object(_)), None) => Shape::List(Box::new(self.shape(place, items)?)),
                (rest, Some(first)) => {
                    let rest = rest.filter(|items| items.is_object());
                    let items: Vec<_> = first.iter().chain(rest).cloned().collect();
                    Shape::List(Box::new(self.choices(place, &items)?))
                }
                _ => Shape::List(Box::new(Shape::Any)),
            },
            "object" => match (schema.get("properties"), schema.get("additionalProperties")) {
                (Some(_), _) => {
                    let form = self.structure(place, schema)?;
                    self.hoisted.borrow_mut().insert(place.to_owned(), named(place, Docs::of(schema), form));
                    Shape::Named(place.to_owned())
                }
                (None, Some(values @ Value::Object(_))) => Shape::Map(Box::new(self.shape(place, values)?)),
                (None, _) => Shape::Map(Box::new(Shape::Any)),
            },
            other => return Err(format!("{place}: the type {other} is not known here").into()),
        })
    }
}

fn named(name: &str, docs: Docs, form: Form) -> NamedType {
    NamedType { name: name.to_owned(), docs, form, in_requests: false, in_responses: false, in_events: false }
}

fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref").and_then(Value::as_str)?.strip_prefix(DEFINITIONS)
}

/// The strings of an enumeration, documented or not.
fn members(schema: &Value) -> Option<Vec<Member>> {
    let plain = |value: &Value| Some(Member { value: value.as_str()?.to_owned(), docs: Docs::default() });
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values.iter().map(plain).collect();
    }
    let mut members = Vec::new();
    for choice in schema.get("oneOf")?.as_array()? {
        match (choice.get("const"), choice.get("enum").and_then(Value::as_array)) {
            (Some(Value::String(value)), _) => {
                members.push(Member { value: value.clone(), docs: Docs::of(choice) });
            }
            (None, Some(values)) => members.extend(values.iter().map(plain).collect::<Option<Vec<_>>>()?),
            _ => return None,
        }
    }
    Some(members)
}

/// The field that tells the alternatives apart: the same in all, each with a constant of its own.
fn tag(choices: &[Value]) -> Option<String> {
    let first = choices.first()?.get("properties")?.as_object()?;
    let is_tag = |name: &&String| choices.iter().all(|choice| constant_of(choice, name).is_some());
    first.keys().find(is_tag).cloned()
}

fn constant_of<'s>(schema: &'s Value, field: &str) -> Option<&'s str> {
    schema.get("properties")?.get(field)?.get("const")?.as_str()
}

#[cfg(test)]
mod tests {
    use schemars::{JsonSchema, generate::SchemaSettings};
    use serde::Serialize;

    use super::*;

    #[derive(Serialize, JsonSchema)]
    #[serde(tag = "type", rename_all = "snake_case")]
    #[expect(dead_code, reason = "only its schema is looked at")]
    enum Happening {
        /// Nobody knows.
        Quiet,
        Moved {
            by: Option<f64>,
        },
        Joined(Person),
    }

    #[derive(Serialize, JsonSchema)]
    struct Person {
        name: String,
        tags: BTreeMap<String, Vec<bool>>,
        anything: serde_json::Value,
    }

    #[test]
    fn tagged_unions_maps_and_optional_fields_are_read() {
        let mut generator = SchemaSettings::draft2020_12().into_generator();
        generator.subschema_for::<Happening>();
        let parser = Parser::new(generator.take_definitions(true).into_iter().collect());
        let types = parser.types().unwrap();
        let happening = types.iter().find(|named| named.name == "Happening").unwrap();
        let Form::Tagged { tag, variants } = &happening.form else { panic!("{happening:?}") };
        assert_eq!(tag, "type");
        assert_eq!(variants[0].docs.summary, "Nobody knows.");
        assert_eq!(variants[1].pascal, "HappeningMoved");
        assert_eq!((&variants[1].fields[0].shape, variants[1].fields[0].required), (&Shape::Number, false));
        assert_eq!(variants[2].includes.as_deref(), Some("Person"));
        let person = types.iter().find(|named| named.name == "Person").unwrap();
        let Form::Struct { fields, .. } = &person.form else { panic!("{person:?}") };
        let flags = Shape::List(Box::new(Shape::Boolean));
        assert_eq!(fields[1].shape, Shape::Map(Box::new(flags)));
        assert_eq!(fields[2].shape, Shape::Any);
    }
}
