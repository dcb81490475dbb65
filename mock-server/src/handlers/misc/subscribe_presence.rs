//! `POST subscribe-presence`.

use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::handlers::field;
use crate::handlers::recipients::{Kind, contact_to_array};
use crate::library::{Json, Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Subscribes the presence of the given, or of everybody. Stands behind no guard: numbers are not checked.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match subscribe(ex) {
        Ok(()) => {
            ex.json(200, json!({"status": "success", "response": {"message": "Subscribe presence executed"}}))
        }
        Err(thrown) => {
            let Some(error) = thrown.to_json(false) else { return Err(thrown) };
            ex.json(500, json!({"status": "error", "message": "Error on subscribe presence", "error": error}))
        }
    }
}

fn subscribe(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let flag = |name: &str| js::truthy(ex.body().get(name));
    let (group, all) = (flag("isGroup"), flag("all"));
    if all {
        let everybody = if group {
            ex.lib("getAllGroups", vec![false.into()])?
        } else {
            ex.lib("getAllContacts", vec![])?
        };
        let ids = ids(everybody.map(Json::into_tree))?;
        ex.lib("subscribePresence", vec![ids])?;
        return Ok(());
    }
    let phone = field(ex, "phone").unwrap_or_default();
    for contact in contact_to_array(&phone, Kind { group, ..Kind::default() })? {
        ex.lib("subscribePresence", vec![contact.into()])?;
    }
    Ok(())
}

/// `list.map((one) => one.id._serialized)`.
fn ids(list: Option<Value>) -> Result<Value, Thrown> {
    let Some(Value::Array(list)) = list else { return Err(Thrown::node("map is not a function")) };
    Ok(list.iter().map(|one| one["id"]["_serialized"].clone()).collect())
}
