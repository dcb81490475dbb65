//! The Python facade: models, operations for both kinds of clients, exceptions.

mod signature;
mod text;
mod types;

use std::path::PathBuf;

use minijinja::context;
use serde::Serialize;

use crate::{
    generate::{Files, environment},
    schema::{Api, Call, Error, Group},
};

use signature::CallView;
use types::TypeView;

const FOLDER: &str = "bindings-python/python/wppkit/_generated";
const TYPES: &str = include_str!("types.py.j2");
const OPERATIONS: &str = include_str!("operations.py.j2");
const ERRORS: &str = include_str!("errors.py.j2");

/// Built-in exceptions that a code is one of, so that code which knows nothing of wppkit catches them.
const BUILT_IN: &[(&str, &str)] =
    &[("invalid_input", "ValueError"), ("connect", "ConnectionError"), ("timeout", "TimeoutError")];

/// The generated Python sources.
pub(crate) fn files(api: &Api) -> Result<Files, Error> {
    let mut environment = environment();
    environment.add_filter("docstring", text::docstring);
    environment.add_template("types", TYPES)?;
    environment.add_template("operations", OPERATIONS)?;
    environment.add_template("errors", ERRORS)?;
    let types: Vec<_> = api.types.iter().filter_map(|named| TypeView::new(api, named)).collect();
    let groups: Vec<_> = api.groups.iter().map(|group| GroupView::new(api, group)).collect();
    let helpers: Vec<_> = api.helpers.iter().map(|call| CallView::new(api, call)).collect();
    let codes: Vec<_> = api
        .error_codes
        .iter()
        .map(|code| CodeView {
            code: code.code,
            class: format!("{}Error", code.pascal),
            docs: code.docs.text(),
            built_in: BUILT_IN.iter().find(|(name, _)| *name == code.code).map(|(_, class)| *class),
        })
        .collect();
    let file = |name: &str, content: String| (PathBuf::from(format!("{FOLDER}/{name}")), content);
    let operations = environment.get_template("operations")?;
    Ok(vec![
        file("types.py", environment.get_template("types")?.render(context! { types })?),
        file("operations.py", operations.render(context! { groups, helpers, is_async => false })?),
        file("async_operations.py", operations.render(context! { groups, helpers, is_async => true })?),
        file("errors.py", environment.get_template("errors")?.render(context! { codes })?),
    ])
}

#[derive(Serialize)]
struct CodeView<'a> {
    code: &'a str,
    class: String,
    docs: String,
    built_in: Option<&'a str>,
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
