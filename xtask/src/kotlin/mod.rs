//! The Kotlin facade: payloads, operations, helpers, errors, events, and the table of the conformance adapter.

mod calls;
mod example;
mod text;
mod types;

use std::path::PathBuf;

use minijinja::context;
use serde::Serialize;

use crate::{
    generate::{Files, environment},
    openapi::Examples,
    schema::{Api, Call, Error, Group},
};

use calls::CallView;
pub(crate) use example::arguments;
use text::Type;
use types::TypeView;

const SOURCES: &str = "bindings-uniffi/kotlin/wppkit/src/main/kotlin/generated";
const TESTS: &str = "bindings-uniffi/kotlin/wppkit/src/test/kotlin/generated";
const ADAPTER: &str = "conformance-tests/adapters/kotlin/src/main/kotlin";

const TEMPLATES: &[(&str, &str, &str)] = &[
    ("Types.kt", include_str!("types.kt.j2"), SOURCES),
    ("Operations.kt", include_str!("operations.kt.j2"), SOURCES),
    ("Errors.kt", include_str!("errors.kt.j2"), SOURCES),
    ("Events.kt", include_str!("events.kt.j2"), SOURCES),
    ("Examples.kt", include_str!("examples.kt.j2"), TESTS),
    ("Calls.kt", include_str!("calls.kt.j2"), ADAPTER),
];

/// The generated Kotlin sources.
pub(crate) fn files(api: &Api) -> Result<Files, Error> {
    let mut environment = environment();
    environment.add_filter("kdoc", text::kdoc);
    let types: Vec<_> = api.types.iter().filter_map(|named| TypeView::new(api, named)).collect();
    let groups: Vec<_> = api.groups.iter().map(|group| GroupView::new(api, group)).collect();
    let helpers: Vec<_> = api.helpers.iter().map(|call| CallView::new(api, call)).collect();
    let codes: Vec<_> = api
        .error_codes
        .iter()
        .map(|code| CodeView { code: code.code, class: &code.pascal, docs: code.docs.text() })
        .collect();
    let events: Vec<_> = api
        .events
        .iter()
        .map(|event| {
            let data = Type::of(api, &event.data);
            let (data, reader) = (data.written(), data.whole_reader());
            EventView {
                kind: event.kind,
                class: format!("{}Event", event.pascal),
                docs: event.docs.text(),
                data,
                reader,
            }
        })
        .collect();
    let requests = Examples::from_scenarios()?;
    let examples: Vec<_> = api.groups.iter().map(|group| ExampleGroup::new(api, group, &requests)).collect();
    let mut files = Files::new();
    for (name, source, folder) in TEMPLATES {
        environment.add_template(name, source)?;
        let text = environment
            .get_template(name)?
            .render(context! { types, groups, helpers, codes, events, examples })?;
        files.push((PathBuf::from(format!("{folder}/{name}")), text));
    }
    Ok(files)
}

/// The examples of a group.
#[derive(Serialize)]
struct ExampleGroup<'a> {
    name: &'a str,
    examples: Vec<String>,
}

impl<'a> ExampleGroup<'a> {
    fn new(api: &Api, group: &'a Group, requests: &Examples) -> Self {
        let examples = group.operations.iter().filter_map(|call| {
            let request = requests.of(call.id);
            let arguments = request.map(|request| arguments(api, call, request)).unwrap_or_default();
            let is_whole = call.fields.iter().all(|field| !field.required) || request.is_some();
            let owner =
                if call.has_session { format!("session.{}", group.name) } else { "client".to_owned() };
            is_whole.then(|| format!("{owner}.{}({arguments})", call.camel))
        });
        Self { name: group.name, examples: examples.collect() }
    }
}

#[derive(Serialize)]
struct CodeView<'a> {
    code: &'a str,
    class: &'a str,
    docs: String,
}

#[derive(Serialize)]
struct EventView<'a> {
    kind: &'a str,
    class: String,
    docs: String,
    data: String,
    reader: String,
}

#[derive(Serialize)]
struct GroupView<'a> {
    name: &'a str,
    pascal: &'a str,
    on_session: Vec<CallView<'a>>,
    on_client: Vec<CallView<'a>>,
}

impl<'a> GroupView<'a> {
    fn new(api: &'a Api, group: &'a Group) -> Self {
        let view = |calls: Vec<&'a Call>| calls.into_iter().map(|call| CallView::new(api, call)).collect();
        let (session, client): (Vec<_>, Vec<_>) = group.operations.iter().partition(|call| call.has_session);
        Self { name: group.name, pascal: &group.pascal, on_session: view(session), on_client: view(client) }
    }
}
