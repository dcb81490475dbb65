//! Models, aliases and enumerations.

use serde::Serialize;

use super::text::{Side, annotation, conversion, identifier, literal};
use crate::schema::{Api, Field, Form, NamedType, Shape};

/// Names that every model has already, as a dict and as a result.
const TAKEN: &[&str] = &[
    "clear",
    "copy",
    "fromkeys",
    "get",
    "items",
    "keys",
    "pop",
    "popitem",
    "setdefault",
    "update",
    "values",
    "answer",
];

/// Fields that a `repr` does not show, beside secrets: whoever has the code of a login logs in.
const HIDDEN: &[(&str, &str)] = &[("QrStatus", "text")];

#[derive(Serialize)]
pub(super) struct TypeView<'a> {
    name: &'a str,
    docs: String,
    kind: &'static str,
    /// The class that it extends.
    base: &'static str,
    fields: Vec<FieldView>,
    /// Field names that are not shown.
    hidden: Vec<String>,
    members: Vec<MemberView<'a>>,
    tag: String,
    variants: Vec<VariantView<'a>>,
    alias: String,
}

#[derive(Serialize)]
struct MemberView<'a> {
    value: String,
    docs: &'a str,
}

#[derive(Serialize)]
struct VariantView<'a> {
    value: String,
    name: &'a str,
    docs: String,
    fields: Vec<FieldView>,
}

#[derive(Serialize)]
pub(super) struct FieldView {
    /// Name of the attribute.
    name: String,
    /// Name on the wire, as a literal.
    wire: String,
    annotation: String,
    required: bool,
    conversion: Option<String>,
    docs: String,
}

impl<'a> TypeView<'a> {
    /// A type that results or arguments mention; requests themselves are spelled out as arguments.
    pub(super) fn new(api: &Api, named: &'a NamedType) -> Option<Self> {
        let is_object = matches!(named.form, Form::Struct { .. } | Form::Tagged { .. });
        if (!named.in_requests || is_object) && !named.in_responses {
            return None;
        }
        let mut view = Self {
            name: &named.name,
            docs: named.docs.text(),
            kind: "struct",
            base: if comes_with_a_file(api, named) { "ModelWithBytes" } else { "Model" },
            fields: Vec::new(),
            hidden: Vec::new(),
            members: Vec::new(),
            tag: String::new(),
            variants: Vec::new(),
            alias: String::new(),
        };
        match &named.form {
            Form::Struct { fields, .. } => {
                view.fields = fields_of(api, fields);
                let hidden = fields.iter().zip(&view.fields).filter(|(field, _)| is_hidden(named, field));
                view.hidden = hidden.map(|(_, view)| view.wire.clone()).collect();
            }
            Form::Enum { members } => {
                view.kind = "enum";
                let members = members.iter();
                view.members = members
                    .map(|member| MemberView { value: literal(&member.value), docs: &member.docs.summary })
                    .collect();
            }
            Form::Tagged { tag, variants } => {
                view.kind = "tagged";
                view.tag = literal(tag);
                for variant in variants {
                    let mut fields = fields_of(api, &variant.fields);
                    let included = variant.includes.as_deref().and_then(|name| api.named(name));
                    if let Some(NamedType { form: Form::Struct { fields: more, .. }, .. }) = included {
                        fields.extend(fields_of(api, more));
                    }
                    view.variants.push(VariantView {
                        value: literal(&variant.value),
                        name: &variant.pascal,
                        docs: variant.docs.text(),
                        fields,
                    });
                }
            }
            Form::Alias { shape } => {
                view.kind = "alias";
                // It stands at the end, where it is evaluated: what it mentions is defined by then.
                view.alias = annotation(api, shape, Side::Got, "");
            }
        }
        Some(view)
    }
}

fn comes_with_a_file(api: &Api, named: &NamedType) -> bool {
    api.helpers.iter().any(|call| call.gives_bytes && call.response == Shape::Named(named.name.clone()))
}

fn is_hidden(named: &NamedType, field: &Field) -> bool {
    field.shape == Shape::Named("Secret".to_owned())
        || HIDDEN.contains(&(named.name.as_str(), field.name.as_str()))
}

fn fields_of(api: &Api, fields: &[Field]) -> Vec<FieldView> {
    let mut seen: Vec<String> = Vec::new();
    fields
        .iter()
        .map(|field| {
            let mut name = identifier(&field.snake, TAKEN);
            while seen.contains(&name) {
                name.push('_');
            }
            seen.push(name.clone());
            let text = annotation(api, &field.shape, Side::Got, "");
            let optional = !field.required && text != "Any" && text != "None";
            FieldView {
                name,
                wire: literal(&field.name),
                annotation: if optional { format!("Optional[{text}]") } else { text },
                required: field.required,
                conversion: conversion(api, &field.shape, ""),
                docs: field.docs.text(),
            }
        })
        .collect()
}
