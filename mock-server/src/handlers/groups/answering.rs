//! What the controllers of groups have in common.

use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::handlers::recipients::{Kind, contact_to_array};
use crate::handlers::{field, success};
use crate::library::{Json, Returned, Thrown};

/// The server's `groupToArray`: one text with groups between `,` and `;`, or a list.
///
/// # Errors
/// The `TypeError` of JavaScript for anything that has no `split`.
pub(super) fn group_to_array(groups: Option<&Value>) -> Result<Vec<String>, Thrown> {
    contact_to_array(groups.unwrap_or(&Value::Null), Kind { group: true, ..Kind::default() })
}

/// Calls a method of the library for each group of a path parameter or field, and gives what each call returned.
///
/// # Errors
/// What the first failing call throws; the groups before it are done.
pub(super) fn each_group(
    ex: &mut Exchange<'_>,
    groups: Option<&Value>,
    method: &str,
    args: &[Option<Value>],
) -> Result<Vec<Option<Json>>, Thrown> {
    let call = |group: String| {
        let args = args.iter().map(|arg| arg.clone().unwrap_or_default());
        ex.lib(method, std::iter::once(group.into()).chain(args).collect())
    };
    group_to_array(groups)?.into_iter().map(call).collect()
}

/// The same, for controllers that answer what the last call returned, and `{}` when there was none.
pub(super) fn last_of_groups(
    ex: &mut Exchange<'_>,
    groups: Option<&Value>,
    method: &str,
    args: &[Option<Value>],
) -> Returned {
    let mut results = each_group(ex, groups, method, args)?;
    Ok(results.pop().unwrap_or_else(|| Some(json!({}).into())))
}

/// Reads something of the group in the path.
pub(super) fn read(ex: &mut Exchange<'_>, method: &str, failure: &str) -> Result<(), Thrown> {
    let group = ex.path("groupId").into();
    let returned = last_of_groups(ex, Some(&group), method, &[]);
    answer(ex, returned, failure)
}

/// Sets something of the groups in the body.
pub(super) fn set(
    ex: &mut Exchange<'_>,
    method: &str,
    args: &[Option<Value>],
    failure: &str,
) -> Result<(), Thrown> {
    let groups = field(ex, "groupId");
    let returned = last_of_groups(ex, groups.as_ref(), method, args);
    answer(ex, returned, failure)
}

/// Answers what a call returned, with 200, or its failure.
pub(super) fn answer(ex: &mut Exchange<'_>, returned: Returned, failure: &str) -> Result<(), Thrown> {
    match returned {
        Ok(response) => ex.json_text(200, success(response, None)),
        Err(thrown) => failed(ex, 500, failure, &thrown),
    }
}

/// Answers an object under `response`, or the failure of what led to it.
pub(super) fn respond(
    ex: &mut Exchange<'_>,
    status: u16,
    response: Result<Value, Thrown>,
    failure: &str,
) -> Result<(), Thrown> {
    match response {
        Ok(response) => ex.json(status, json!({"status": "success", "response": response})),
        Err(thrown) => failed(ex, 500, failure, &thrown),
    }
}

/// `{status: 'error', message, error}`.
pub(in crate::handlers) fn failed(
    ex: &mut Exchange<'_>,
    status: u16,
    message: &str,
    thrown: &Thrown,
) -> Result<(), Thrown> {
    let Some(error) = thrown.to_json(true) else { return Err(Thrown::Hang) };
    ex.json(status, json!({"status": "error", "message": message, "error": error}))
}

/// An object of which `undefined` values are left out, as JSON does.
pub(super) fn object<const N: usize>(entries: [(&str, Option<Value>); N]) -> Value {
    let kept = entries.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(kept.collect())
}
