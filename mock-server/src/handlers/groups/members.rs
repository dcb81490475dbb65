//! What the controllers that change members and admins have in common.

use serde_json::Value;

use super::answering::group_to_array;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::handlers::recipients::{Kind, contact_to_array};
use crate::library::{Json, Thrown};

/// The groups and people of a request, and what the library returned for each group.
pub(super) struct Changed {
    /// `phone`, as the guard left it.
    pub(super) people: Option<Value>,
    /// The ids of the groups.
    pub(super) groups: Vec<String>,
    /// What the library returned for each.
    pub(super) results: Vec<Value>,
}

/// Calls a method with each group and all people. The people, ids by now, are read as recipients once more, without
/// the request's flags.
///
/// # Errors
/// What the first failing call throws; the groups before it are done.
pub(super) fn change(ex: &mut Exchange<'_>, method: &str) -> Result<Changed, Thrown> {
    let (groups, people) = (field(ex, "groupId"), field(ex, "phone"));
    let groups = group_to_array(groups.as_ref())?;
    let mut results = Vec::new();
    for group in &groups {
        let ids = contact_to_array(people.as_ref().unwrap_or(&Value::Null), Kind::default())?;
        let result = ex.lib(method, vec![group.as_str().into(), ids.into()])?;
        results.push(result.map(Json::into_tree).unwrap_or_default());
    }
    Ok(Changed { people, groups, results })
}
