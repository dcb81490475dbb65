//! Classes, enumerations and aliases.

use serde::Serialize;

use super::text::{Type, constant, identifier, is_typealias, literal};
use crate::schema::{Api, Call, Field, Form, NamedType, Shape};

/// Properties that every payload has already.
const TAKEN: &[&str] = &["extra"];

/// Fields that are not shown, beside secrets: whoever has the code of a login logs in.
const HIDDEN: &[(&str, &str)] = &[("QrStatus", "text")];

#[derive(Serialize)]
pub(super) struct TypeView<'a> {
    name: &'a str,
    docs: String,
    kind: &'static str,
    /// The class that it extends.
    base: &'static str,
    /// Whether unknown keys are kept.
    open: bool,
    fields: Vec<FieldView>,
    /// Wire names that are not shown, as literals.
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
    docs: String,
    fields: Vec<FieldView>,
}

#[derive(Serialize)]
pub(super) struct FieldView {
    name: String,
    /// Name on the wire, as a literal.
    wire: String,
    r#type: String,
    /// Whether it may be left out.
    optional: bool,
    /// What reads it out of the object.
    read: String,
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
            base: base(api, named),
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
                let taken = if view.base == "Answer()" { &["extra", "raw"] } else { TAKEN };
                view.fields = fields_of(api, fields, taken);
            }
            Form::Enum { members } => {
                view.kind = "enum";
                let members = members.iter();
                view.members = members
                    .map(|member| MemberView {
                        name: constant(&member.value),
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
                        docs: variant.docs.text(),
                        fields: fields_of(api, &fields, TAKEN),
                    });
                }
            }
            Form::Alias { shape } if is_typealias(shape) && named.name != "Secret" => {
                view.kind = "alias";
                view.alias = Type::of(api, shape).written();
            }
            Form::Alias { .. } => return None,
        }
        Some(view)
    }
}

/// What an operation answers with carries the whole answer; a helper's may carry bytes.
fn base(api: &Api, named: &NamedType) -> &'static str {
    let answers = |call: &&Call| Type::of(api, &call.response).text == named.name;
    if api.helpers.iter().any(|call| call.gives_bytes && answers(&call)) {
        "PayloadWithBytes()"
    } else if api.groups.iter().flat_map(|group| &group.operations).any(|call| answers(&call)) {
        "Answer()"
    } else {
        "Payload()"
    }
}

fn fields_of(api: &Api, fields: &[Field], taken: &[&str]) -> Vec<FieldView> {
    let mut seen: Vec<String> = Vec::new();
    let mut views: Vec<_> = fields
        .iter()
        .map(|field| {
            let mut name = identifier(&field.name, taken);
            while seen.contains(&name) {
                name.push('_');
            }
            seen.push(name.clone());
            let kind = Type::of(api, &field.shape);
            let optional = !field.required || kind.nullable || field.shape == Shape::Null;
            let verb = if optional { "optional" } else { "required" };
            FieldView {
                read: format!("from.{verb}({}, {})", literal(&field.name), kind.reader),
                wire: literal(&field.name),
                r#type: if optional { format!("{}?", kind.text) } else { kind.text },
                optional,
                docs: field.docs.text(),
                name,
            }
        })
        .collect();
    // What has to be given stands first.
    views.sort_by_key(|field| field.optional);
    views
}
