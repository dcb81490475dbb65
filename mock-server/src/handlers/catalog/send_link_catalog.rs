//! `POST send-link-catalog`.

use serde_json::{Map, Value, json};

use super::failed;
use crate::exchange::Exchange;
use crate::handlers::{field, success};
use crate::library::{Json, Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends the link to the account's own catalog to each id, which is taken as it is. The text of its failure is that
/// of another route.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let phones = field(ex, "phones");
    if !js::truthy(phones.as_ref()) {
        ex.send_object(401, json!({"message": "phones was not informed"}))?;
    }
    match send(ex, phones.as_ref()) {
        Ok(sent) => ex.json_text(200, success(Some(sent.into()), None)),
        Err(thrown) => failed(ex, thrown, "Error on set enabled cart."),
    }
}

fn send(ex: &mut Exchange<'_>, phones: Option<&Value>) -> Result<Vec<Value>, Thrown> {
    let own = ex.lib("getWid", vec![])?.map(Json::into_tree);
    let own = own
        .as_ref()
        .and_then(Value::as_str)
        .ok_or_else(|| Thrown::node("Cannot read properties of undefined"))?;
    let link = format!("https://wa.me/c/{}", own.split('@').next().unwrap_or_default());
    let message = field(ex, "message").as_ref().map_or_else(|| "undefined".to_owned(), js::text);
    let options = json!({"buttons": [{"url": link, "text": "Abrir catálogo"}]});
    let mut sent = Vec::new();
    for phone in js::iterate(phones)? {
        let text = format!("{message} {link}");
        let result = ex.lib("sendText", vec![phone.clone(), text.into(), options.clone()])?;
        let result = result.ok_or_else(|| Thrown::node("Cannot read properties of undefined"))?.into_tree();
        let mut entry = Map::from_iter([("phone".to_owned(), phone)]);
        if let Some(id) = result.get("id") {
            entry.insert("status".to_owned(), id.clone());
        }
        sent.push(Value::Object(entry));
    }
    Ok(sent)
}
