//! `GET blocklist`.

use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::{Json, Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers the user parts of the blocked ids. A library call that fails is never answered: it stands outside the
/// `try`.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let blocked = ex.lib("getBlockList", vec![])?.map(Json::into_tree);
    match user_parts(blocked) {
        Ok(blocked) => ex.json(200, json!({"status": "success", "response": blocked})),
        Err(thrown) => reply::fail(ex, &thrown, "Error retrieving blocked contact list"),
    }
}

fn user_parts(blocked: Option<Value>) -> Result<Vec<Value>, Thrown> {
    let Some(Value::Array(blocked)) = blocked else {
        return Err(Thrown::node("Cannot read properties of undefined (reading 'map')"));
    };
    let user = |id: Value| match id {
        Value::String(id) => Ok(json!({"phone": id.split('@').next().unwrap_or_default()})),
        id if js::truthy(Some(&id)) => Err(Thrown::node("contato.split is not a function")),
        _ => Ok(json!({"phone": ""})),
    };
    blocked.into_iter().map(user).collect()
}
