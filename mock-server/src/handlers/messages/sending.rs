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
    match attempt(ex, send, done) {
        Ok(results) => ex.json_text(201, success(Some(results), Some("return"))),
        Err(thrown) => fail(ex, &thrown),
    }
}

fn attempt(
    ex: &mut Exchange<'_>,
    send: impl Fn(&mut Exchange<'_>, Value) -> Returned,
    done: impl FnOnce(&mut Exchange<'_>, &Json),
) -> Result<Json, Thrown> {
    let mut results = Vec::new();
    for recipient in recipients(ex.body().get("phone"))? {
        results.push(send(ex, recipient)?);
    }
    if results.is_empty() {
        ex.json(400, "Error sending message")?;
    }
    let results = Json::list(&results);
    done(ex, &results);
    Ok(results)
}

/// `for (const contact of phone)`. Behind the guard it is a list of ids; where the guard found no client it is
/// whatever the request had.
fn recipients(phone: Option<&Value>) -> Result<Vec<Value>, Thrown> {
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
