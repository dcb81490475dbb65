//! Structs, enumerations and aliases.

use serde::Serialize;

use super::text::{identifier, is_typealias, literal, type_of};
use crate::schema::{Api, Field, Form, NamedType, Shape, camel};

/// Fields that are not shown, beside secrets: whoever has the code of a login logs in.
const HIDDEN: &[(&str, &str)] = &[("QrStatus", "text")];

#[derive(Serialize)]
pub(super) struct TypeView<'a> {
    name: &'a str,
    docs: String,
    kind: &'static str,
    /// Whether unknown keys are kept.
    open: bool,
    fields: Vec<FieldView>,
    hidden: Vec<String>,
    members: Vec<MemberView<'a>>,
    tag: String,
    variants: Vec<VariantView<'a>>,
    alias: String,
}

#[derive(Serialize)]
struct MemberView<'a> {
    name: String,
    value: String,
    docs: &'a str,
}

#[derive(Serialize)]
struct VariantView<'a> {
    value: String,
    name: &'a str,
    case: String,
    docs: String,
    fields: Vec<FieldView>,
}

#[derive(Serialize)]
struct FieldView {
    name: String,
    wire: String,
    r#type: String,
    optional: bool,
    docs: String,
}

impl<'a> TypeView<'a> {
    /// A type that results or arguments mention; requests themselves are spelled out as arguments.
    pub(super) fn new(api: &Api, named: &'a NamedType) -> Option<Self> {
        if api.calls().any(|call| call.request == named.name) {
            return None;
        }
        let mut view = Self {
            name: &named.name,
            docs: named.docs.text(),
            kind: "struct",
            open: named.in_responses || named.in_events,
            fields: Vec::new(),
            hidden: Vec::new(),
            members: Vec::new(),
            tag: String::new(),
            variants: Vec::new(),
            alias: String::new(),
        };
        match &named.form {
            Form::Struct { fields, .. } => {
                let is_hidden = |field: &&Field| HIDDEN.contains(&(named.name.as_str(), field.name.as_str()));
                view.hidden = fields.iter().filter(is_hidden).map(|field| literal(&field.name)).collect();
                view.fields = fields_of(api, named, fields);
            }
            Form::Enum { members } => {
                view.kind = "enum";
                let members = members.iter();
                view.members = members
                    .map(|member| MemberView {
                        name: identifier(&camel(&member.value), &[]),
                        value: literal(&member.value),
                        docs: &member.docs.summary,
                    })
                    .collect();
            }
            Form::Tagged { tag, variants } => {
                view.kind = "tagged";
                view.tag = literal(tag);
                for variant in variants {
                    let mut fields = variant.fields.clone();
                    let included = variant.includes.as_deref().and_then(|name| api.named(name));
                    if let Some(NamedType { form: Form::Struct { fields: more, .. }, .. }) = included {
                        fields.extend(more.iter().cloned());
                    }
                    view.variants.push(VariantView {
                        value: literal(&variant.value),
                        name: &variant.pascal,
                        case: identifier(&camel(&variant.value), &[]),
                        docs: variant.docs.text(),
                        fields: fields_of(api, named, &fields),
                    });
                }
            }
            Form::Alias { shape } if is_typealias(shape) && named.name != "Secret" => {
                view.kind = "alias";
                view.alias = type_of(api, shape).0;
            }
            Form::Alias { .. } => return None,
        }
        Some(view)
    }
}

fn fields_of(api: &Api, owner: &NamedType, fields: &[Field]) -> Vec<FieldView> {
    let mut seen: Vec<String> = Vec::new();
    let mut views: Vec<_> = fields
        .iter()
        .map(|field| {
            let mut name = identifier(&field.name, &["extra", "json"]);
            while seen.contains(&name) {
                name.push('_');
            }
            seen.push(name.clone());
            let (mut text, nullable) = type_of(api, &field.shape);
            // A struct cannot stand in itself: the inner one is left as JSON.
            if holds(api, &field.shape, &owner.name, &mut Vec::new()) {
                "JSON".clone_into(&mut text);
            }
            FieldView {
                name,
                wire: literal(&field.name),
                r#type: text,
                optional: !field.required || nullable || field.shape == Shape::Null,
                docs: field.docs.text(),
            }
        })
        .collect();
    views.sort_by_key(|field| field.optional);
    views
}

/// Whether a value of this shape has one of the type in it, not merely beside it in a list or a map.
fn holds(api: &Api, shape: &Shape, wanted: &str, seen: &mut Vec<String>) -> bool {
    match shape {
        Shape::Named(name) if name == wanted => true,
        Shape::Named(name) => {
            if seen.contains(name) {
                return false;
            }
            seen.push(name.clone());
            let inner = api.named(name).map(NamedType::shapes).unwrap_or_default();
            inner.into_iter().any(|shape| holds(api, shape, wanted, seen))
        }
        Shape::Union(choices) => choices.iter().any(|choice| holds(api, choice, wanted, seen)),
        _ => false,
    }
}
