//! How most controllers answer: what one call returned, or what their `catch` says.

use serde_json::{Value, json};

use super::recipients::{Kind, contact_to_array};
use super::{field, success};
use crate::exchange::Exchange;
use crate::library::{Returned, Thrown, js};

/// `{status: 'error', message, error}` with 500 for what was thrown and logged.
pub(super) fn fail(ex: &mut Exchange<'_>, thrown: &Thrown, message: &str) -> Result<(), Thrown> {
    fail_with(ex, thrown, json!({"status": "error", "message": message}))
}

/// The same with another beginning.
pub(super) fn fail_with(ex: &mut Exchange<'_>, thrown: &Thrown, mut body: Value) -> Result<(), Thrown> {
    let Some(error) = thrown.to_json(true) else { return Err(Thrown::Hang) };
    body["error"] = error;
    ex.json(500, body)
}

/// `{status: 'success', response}` of what a call returned, or the failure.
pub(super) fn answer(
    ex: &mut Exchange<'_>,
    status: u16,
    returned: Returned,
    message: &str,
) -> Result<(), Thrown> {
    match returned {
        Ok(response) => ex.json_text(status, success(response, None)),
        Err(thrown) => fail(ex, &thrown, message),
    }
}

/// The server's `returnSucess`, whose envelope names the recipients and the session.
pub(super) fn retrieved(
    ex: &mut Exchange<'_>,
    contact: Option<Value>,
    data: impl Into<Value>,
) -> Result<(), Thrown> {
    let mut response = serde_json::Map::new();
    response.insert("message".to_owned(), "Information retrieved successfully.".into());
    if let Some(contact) = contact {
        response.insert("contact".to_owned(), contact);
    }
    response.insert("session".to_owned(), ex.session().into());
    response.insert("data".to_owned(), data.into());
    ex.json(201, json!({"status": "Success", "response": response}))
}

/// The server's `returnError`.
pub(super) fn not_retrieved(ex: &mut Exchange<'_>, thrown: &Thrown) -> Result<(), Thrown> {
    let Some(log) = thrown.to_json(true) else { return Err(Thrown::Hang) };
    let response = json!({"message": "Error retrieving information", "session": ex.session(), "log": log});
    ex.json(400, json!({"status": "Error", "response": response}))
}

/// `for (const contact of phone)`. Behind the guard `phone` is a list of ids; where the guard found no client it is
/// whatever the request had.
pub(super) fn recipients(ex: &Exchange<'_>) -> Result<Vec<Value>, Thrown> {
    match ex.body().get("phone") {
        Some(Value::Array(recipients)) => Ok(recipients.clone()),
        Some(Value::String(text)) => Ok(text.chars().map(|c| c.to_string().into()).collect()),
        _ => Err(Thrown::node("phone is not iterable")),
    }
}

/// `` `${phone}` ``: several recipients become one text with commas.
pub(super) fn joined(ex: &Exchange<'_>) -> Value {
    ex.body().get("phone").map_or_else(|| "undefined".to_owned(), js::text).into()
}

/// Calls for each recipient, whose ids are made anew from `isGroup` alone, and gives what the last call returned.
pub(super) fn last_of(
    ex: &mut Exchange<'_>,
    call: impl Fn(&mut Exchange<'_>, Value) -> Returned,
) -> Returned {
    let phone = field(ex, "phone").unwrap_or_default();
    let group = js::truthy(ex.body().get("isGroup"));
    let mut last = None;
    for contact in contact_to_array(&phone, Kind { group, ..Kind::default() })? {
        last = call(ex, contact.into())?;
    }
    Ok(last)
}

/// Calls for each recipient of the path and gives what the last call returned.
pub(super) fn last_of_path(ex: &mut Exchange<'_>, group: bool, method: &str) -> Returned {
    let mut last = None;
    for contact in contact_to_array(&ex.path("phone").into(), Kind { group, ..Kind::default() })? {
        last = ex.lib(method, vec![contact.into()])?;
    }
    Ok(last)
}

/// `const { name = default } = req.body`.
pub(super) fn field_or(ex: &Exchange<'_>, name: &str, default: impl Into<Value>) -> Value {
    field(ex, name).unwrap_or_else(|| default.into())
}
