//! `POST create-group`.

use serde_json::Value;

use super::answering::{object, respond};
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::handlers::recipients::{Kind, contact_to_array, split};
use crate::library::Thrown;
use crate::library::{Json, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Creates a group for each name. A text is split into several names.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let response = create(ex);
    respond(ex, 201, response, "Error creating group(s)")
}

fn create(ex: &mut Exchange<'_>) -> Result<Value, Thrown> {
    let (name, participants) = (field(ex, "name"), field(ex, "participants"));
    let mut created = Vec::new();
    for name in names(name.as_ref())? {
        let people = contact_to_array(participants.as_ref().unwrap_or(&Value::Null), Kind::default())?;
        let group = ex.lib("createGroup", vec![name.as_str().into(), people.into()])?.map(Json::into_tree);
        let id = group.as_ref().and_then(|group| group.get("gid"));
        let Some(id) = id else {
            return Err(Thrown::node("Cannot read properties of undefined (reading 'user')"));
        };
        let (user, members) =
            (id.get("user").cloned(), group.as_ref().and_then(|group| group.get("participants")));
        created.push(object([("name", Some(name.into())), ("id", user), ("participants", members.cloned())]));
    }
    let message = Some("Group(s) created successfully".into());
    Ok(object([("message", message), ("group", name), ("groupInfo", Some(created.into()))]))
}

/// The server's `groupNameToArray`.
fn names(name: Option<&Value>) -> Result<Vec<String>, Thrown> {
    let names: Vec<String> = match name {
        Some(Value::Array(names)) => names.iter().map(js::text).collect(),
        Some(Value::String(text)) => split(text).map(str::to_owned).collect(),
        _ => return Err(Thrown::node("group.split is not a function")),
    };
    Ok(names.into_iter().filter(|name| !name.is_empty()).collect())
}
