//! What the controllers that send have in common.

use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::handlers::success;
use crate::library::{Json, Returned, Thrown};

/// Sends to one recipient after the other, then runs `done` with the results and answers them.
///
/// The first failure ends the sending with a 500 that does not tell what was already sent. Without a recipient
/// the answer is a text, and the handler goes on.
pub(super) fn to_each(
    ex: &mut Exchange<'_>,
    send: impl Fn(&mut Exchange<'_>, Value) -> Returned,
    done: impl FnOnce(&mut Exchange<'_>, &Json),
) -> Result<(), Thrown> {
    to_each_or(ex, "Error sending message", send, done)
}

/// [`to_each`] with a text of its own for no recipient.
pub(super) fn to_each_or(
    ex: &mut Exchange<'_>,
    nobody: &str,
    send: impl Fn(&mut Exchange<'_>, Value) -> Returned,
    done: impl FnOnce(&mut Exchange<'_>, &Json),
) -> Result<(), Thrown> {
    match attempt(ex, nobody, send, done) {
        Ok(results) => ex.json_text(201, success(Some(results), Some("return"))),
        Err(thrown) => fail(ex, &thrown),
    }
}

/// [`to_each`] of the controllers that answer no recipient like a failure; `answer` makes the answer of the results.
pub(super) fn to_each_or_throw(
    ex: &mut Exchange<'_>,
    nobody: &str,
    send: impl Fn(&mut Exchange<'_>, Value) -> Returned,
    answer: impl FnOnce(Json) -> Json,
) -> Result<(), Thrown> {
    match all(ex, send) {
        Ok(results) if results.is_empty() => fail(ex, &Thrown::Value(nobody.into())),
        Ok(results) => {
            let results = answer(Json::list(&results));
            ex.json_text(201, success(Some(results), Some("return")))
        }
        Err(thrown) => fail(ex, &thrown),
    }
}

fn attempt(
    ex: &mut Exchange<'_>,
    nobody: &str,
    send: impl Fn(&mut Exchange<'_>, Value) -> Returned,
    done: impl FnOnce(&mut Exchange<'_>, &Json),
) -> Result<Json, Thrown> {
    let results = all(ex, send)?;
    if results.is_empty() {
        ex.json(400, nobody)?;
    }
    let results = Json::list(&results);
    done(ex, &results);
    Ok(results)
}

fn all(
    ex: &mut Exchange<'_>,
    send: impl Fn(&mut Exchange<'_>, Value) -> Returned,
) -> Result<Vec<Option<Json>>, Thrown> {
    let mut results = Vec::new();
    for recipient in recipients(ex.body().get("phone"))? {
        results.push(send(ex, recipient)?);
    }
    Ok(results)
}

/// `for (const contact of phone)`. Behind the guard it is a list of ids; where the guard found no client it is
/// whatever the request had.
pub(super) fn recipients(phone: Option<&Value>) -> Result<Vec<Value>, Thrown> {
    match phone {
        Some(Value::Array(recipients)) => Ok(recipients.clone()),
        Some(Value::String(text)) => Ok(text.chars().map(|c| c.to_string().into()).collect()),
        _ => Err(Thrown::node("phone is not iterable")),
    }
}

/// The answer of a send that threw.
pub(super) fn fail(ex: &mut Exchange<'_>, thrown: &Thrown) -> Result<(), Thrown> {
    let Some(error) = thrown.to_json(true) else { return Err(Thrown::Hang) };
    ex.json(500, json!({"status": "Error", "message": "Erro ao enviar a mensagem.", "error": error}))
}
