//! The TypeScript facade.

use std::{collections::BTreeSet, path::PathBuf};

use minijinja::context;
use serde::Serialize;

use crate::{
    comment::doc_comment,
    generate::{Files, environment},
    schema::{Api, Call, Error, Field, Form, NamedType, Shape, Variant},
};

const TEMPLATES: &[(&str, &str, &str)] = &[
    ("types.ts", include_str!("types.ts.j2"), "bindings-node/ts/generated/types.ts"),
    ("operations.ts", include_str!("operations.ts.j2"), "bindings-node/ts/generated/operations.ts"),
    ("session.ts", include_str!("session.ts.j2"), "bindings-node/ts/generated/session.ts"),
    ("error-codes.ts", include_str!("error-codes.ts.j2"), "bindings-node/ts/generated/error-codes.ts"),
    ("calls.json", include_str!("calls.json.j2"), "conformance-tests/adapters/node/calls.json"),
];

/// Helpers with the required fields that stand as arguments before the rest: `sendText(to, text, options)`.
const POSITIONAL: usize = 2;

/// The type of what nobody has described.
const ANY: &str = "JsonValue";

/// The generated TypeScript sources.
pub(crate) fn files(api: &Api) -> Result<Files, Error> {
    let mut environment = environment();
    environment.add_filter("tsdoc", doc_comment);
    environment
        .add_filter("json", |value: minijinja::Value| serde_json::to_string(&value).unwrap_or_default());
    environment.add_filter("quoted", |name: &str| format!("'{name}'"));
    let groups: Vec<_> = api.groups.iter().map(GroupView::new).collect();
    let helpers: Vec<_> = api.helpers.iter().map(CallView::new).collect();
    let requests: Vec<_> = api.calls().map(|call| call.request.as_str()).collect();
    let types = api.types.iter().filter(|named| named.in_requests || named.in_responses);
    let types: Vec<_> = types.map(|named| TypeView::new(named, &requests)).collect();
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let operation_types = imported(operations);
    let helper_types = imported(api.helpers.iter());
    let mut files = Files::new();
    for (name, source, path) in TEMPLATES {
        environment.add_template(name, source)?;
        let error_codes = &api.error_codes;
        let content = environment
            .get_template(name)?
            .render(context! { groups, helpers, types, operation_types, helper_types, error_codes })?;
        files.push((PathBuf::from(path), content));
    }
    Ok(files)
}

/// The types that the signatures of these calls mention.
fn imported<'a>(calls: impl Iterator<Item = &'a Call>) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for call in calls {
        // A helper whose fields are all arguments of their own does without the object.
        if !call.fields.is_empty() && (call.group.is_some() || CallView::new(call).has_rest) {
            names.insert(call.request.as_str());
        }
        let required = call.fields.iter().filter(|field| field.required).map(|field| &field.shape);
        for shape in required.filter(|_| call.group.is_none()).chain([&call.response]) {
            names.extend(shape.names());
            if type_text(shape).contains(ANY) {
                names.insert(ANY);
            }
        }
    }
    names
}

#[derive(Serialize)]
struct GroupView<'a> {
    name: &'a str,
    /// Class of the group's operations.
    class: String,
    on_session: Vec<CallView<'a>>,
    on_client: Vec<CallView<'a>>,
}

impl<'a> GroupView<'a> {
    fn new(group: &'a crate::schema::Group) -> Self {
        let (session, client): (Vec<_>, Vec<_>) = group.operations.iter().partition(|call| call.has_session);
        Self {
            name: group.name,
            class: format!("{}Operations", group.pascal),
            on_session: session.into_iter().map(CallView::new).collect(),
            on_client: client.into_iter().map(CallView::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct CallView<'a> {
    #[serde(flatten)]
    call: &'a Call,
    docs: String,
    /// Required fields as arguments of their own; helpers with one or two of them.
    positional: Vec<FieldView<'a>>,
    /// Names of the fields that are given as arguments.
    given: Vec<&'a str>,
    /// Whether anything is left to pass in an object.
    has_rest: bool,
    /// Whether the object has to be passed.
    rest_required: bool,
    has_fields: bool,
    result: String,
    /// Operations answer with an envelope that is kept beside the payload.
    sends: bool,
}

impl<'a> CallView<'a> {
    fn new(call: &'a Call) -> Self {
        let required: Vec<_> = call.fields.iter().filter(|field| field.required).collect();
        let is_helper = call.group.is_none();
        let is_positional = is_helper && required.len() <= POSITIONAL;
        let positional: Vec<_> = if is_positional {
            required.iter().map(|field| FieldView::new(field)).collect()
        } else {
            Vec::new()
        };
        let mut given: Vec<_> = positional.iter().map(|field| field.name).collect();
        // A helper's file is an argument, whatever it is: path, URL, bytes, stream.
        given.extend((is_helper && call.takes_file).then_some("file"));
        Self {
            docs: docs_of(call),
            has_rest: call.fields.len() > given.len(),
            given,
            rest_required: !is_positional && !required.is_empty(),
            positional,
            has_fields: !call.fields.is_empty(),
            result: type_text(&call.response),
            sends: call.effect == "send",
            call,
        }
    }
}

/// What the doc comment says: the text, the route, and what is peculiar.
fn docs_of(call: &Call) -> String {
    let mut paragraphs = vec![call.docs.text()];
    if let (Some(method), Some(path)) = (call.method, call.path) {
        paragraphs.push(format!("`{method} {path}`"));
    }
    if let Some(unsupported) = &call.unsupported {
        paragraphs
            .push(format!("@deprecated Refused: {} Instead: {}", unsupported.reason, unsupported.instead));
    }
    paragraphs.join("\n\n")
}

#[derive(Serialize)]
struct TypeView<'a> {
    name: &'a str,
    docs: String,
    kind: &'static str,
    is_empty: bool,
    is_request: bool,
    open: bool,
    fields: Vec<FieldView<'a>>,
    members: Vec<MemberView<'a>>,
    tag: &'a str,
    variants: Vec<VariantView<'a>>,
    alias: String,
}

#[derive(Serialize)]
struct MemberView<'a> {
    value: &'a str,
    docs: String,
}

#[derive(Serialize)]
struct VariantView<'a> {
    value: &'a str,
    name: &'a str,
    docs: String,
    fields: Vec<FieldView<'a>>,
    includes: Option<&'a str>,
}

#[derive(Serialize)]
struct FieldView<'a> {
    name: &'a str,
    /// The name as a key of an object type.
    key: String,
    camel: &'a str,
    required: bool,
    r#type: String,
    docs: String,
}

impl<'a> TypeView<'a> {
    fn new(named: &'a NamedType, requests: &[&str]) -> Self {
        let is_request = requests.contains(&named.name.as_str());
        let mut view = Self {
            name: &named.name,
            docs: named.docs.text(),
            kind: "struct",
            is_empty: false,
            is_request,
            open: false,
            fields: Vec::new(),
            members: Vec::new(),
            tag: "",
            variants: Vec::new(),
            alias: String::new(),
        };
        match &named.form {
            Form::Struct { fields, open } => {
                view.is_empty = is_request && fields.is_empty();
                view.open = *open;
                view.fields = fields.iter().map(FieldView::new).collect();
            }
            Form::Enum { members } => {
                view.kind = "enum";
                view.members = members
                    .iter()
                    .map(|member| MemberView { value: &member.value, docs: member.docs.text() })
                    .collect();
            }
            Form::Tagged { tag, variants } => {
                view.kind = "tagged";
                view.tag = tag;
                view.variants = variants.iter().map(VariantView::new).collect();
            }
            Form::Alias { shape } => {
                view.kind = "alias";
                view.alias = type_text(shape);
            }
        }
        view
    }
}

impl<'a> VariantView<'a> {
    fn new(variant: &'a Variant) -> Self {
        Self {
            value: &variant.value,
            name: &variant.pascal,
            docs: variant.docs.text(),
            fields: variant.fields.iter().map(FieldView::new).collect(),
            includes: variant.includes.as_deref(),
        }
    }
}

impl<'a> FieldView<'a> {
    fn new(field: &'a Field) -> Self {
        let is_plain = field.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
            && !field.name.starts_with(|c: char| c.is_ascii_digit());
        Self {
            name: &field.name,
            key: if is_plain { field.name.clone() } else { format!("{:?}", field.name) },
            camel: &field.camel,
            required: field.required,
            r#type: type_text(&field.shape),
            docs: field.docs.text(),
        }
    }
}

/// A shape in TypeScript.
fn type_text(shape: &Shape) -> String {
    match shape {
        Shape::Any => ANY.to_owned(),
        Shape::Null => "null".to_owned(),
        Shape::Boolean => "boolean".to_owned(),
        Shape::Integer | Shape::Number => "number".to_owned(),
        Shape::String => "string".to_owned(),
        Shape::Constant(value) => value.to_string(),
        Shape::List(inner) => match &**inner {
            Shape::Union(_) => format!("({})[]", type_text(inner)),
            _ => format!("{}[]", type_text(inner)),
        },
        Shape::Map(inner) => format!("Record<string, {}>", type_text(inner)),
        Shape::Named(name) => name.clone(),
        Shape::Union(choices) => choices.iter().map(type_text).collect::<Vec<_>>().join(" | "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_become_types() {
        let list = Shape::List(Box::new(Shape::union(vec![Shape::String, Shape::Null])));
        assert_eq!(type_text(&list), "(string | null)[]");
        assert_eq!(type_text(&Shape::Map(Box::new(Shape::Any))), "Record<string, JsonValue>");
        assert_eq!(type_text(&Shape::Constant(false.into())), "false");
    }

    #[test]
    fn documentation_cannot_end_its_comment() {
        assert_eq!(doc_comment("a */ b", 2), "  /** a *\u{200b}/ b */\n");
        assert_eq!(doc_comment("one\n\ntwo", 0), "/**\n * one\n *\n * two\n */\n");
    }
}
