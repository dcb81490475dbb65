//! `POST chatwoot`.

use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::handlers::recipients::{Kind, contact_to_array};
use crate::handlers::{field, or};
use crate::library::{Json, Thrown, js};
use crate::world::session::Status;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Sends what an agent wrote in Chatwoot. Only a session that is CONNECTED, with a page that answers, gets any answer.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let connected =
        ex.world.client(ex.session()).is_some_and(|client| client.status == Some(Status::Connected));
    if !connected {
        return Ok(());
    }
    match receive(ex) {
        Ok(None) => Ok(()),
        Ok(Some(message)) => ex.json(200, json!({"status": "success", "message": message})),
        Err(thrown) => {
            let Some(error) = thrown.to_json(false) else { return Err(thrown) };
            ex.json(400, json!({"status": "error", "message": "Error on  receive chatwoot", "error": error}))
        }
    }
}

/// What to answer; nothing when the phone cannot be reached.
fn receive(ex: &mut Exchange<'_>) -> Result<Option<&'static str>, Thrown> {
    let reachable = ex.lib("isConnected", vec![])?.map(Json::into_tree);
    if !js::truthy(reachable.as_ref()) {
        return Ok(None);
    }
    let event = field(ex, "event");
    let event = event.as_ref().and_then(Value::as_str);
    let note = or(field(ex, "private"), || field(ex, "is_private"));
    let kind = field(ex, "message_type");
    let outgoing = kind.as_ref().and_then(Value::as_str) == Some("outgoing");
    let ignored = matches!(event, Some("conversation_status_changed" | "conversation_resolved"));
    if ignored || js::truthy(note.as_ref()) || (event != Some("message_created") && !outgoing) {
        return Ok(Some("Success on receive chatwoot"));
    }
    let phone = match field(ex, "phone") {
        Some(phone) => phone,
        None => customer(ex)?,
    };
    let message = match field(ex, "message") {
        Some(message) => message,
        None => ex.body()["conversation"].get("messages").ok_or_else(undefined)?[0].clone(),
    };
    for contact in contact_to_array(&phone, Kind::default())? {
        if outgoing {
            send(ex, contact, &message)?;
        }
    }
    Ok(Some("Success on  receive chatwoot"))
}

/// `conversation.meta.sender.phone_number.replace('+', '')`.
fn customer(ex: &Exchange<'_>) -> Result<Value, Thrown> {
    let number = ex.body()["conversation"]["meta"]["sender"]["phone_number"].as_str();
    Ok(number.ok_or_else(undefined)?.replacen('+', "", 1).into())
}

fn send(ex: &mut Exchange<'_>, contact: String, message: &Value) -> Result<(), Thrown> {
    if message.is_null() {
        return Err(undefined());
    }
    let content = message["content"].clone();
    if !js::truthy(message.get("attachments")) {
        ex.lib("sendText", vec![contact.into(), content])?;
        return Ok(());
    }
    let attachment = &message["attachments"][0];
    let address = attachment["data_url"].as_str().ok_or_else(undefined)?;
    let client = ex.world.client(ex.session());
    let base = client.and_then(|client| client.config.chatwoot_url()).ok_or_else(undefined)?;
    let path = address.find("/rails/").map_or(address, |at| &address[at + 1..]);
    let source = format!("{base}/{path}");
    let (method, name) = match attachment["file_type"].as_str() {
        Some("audio") => ("sendPtt", "Voice Audio"),
        _ => ("sendFile", "file"),
    };
    ex.lib(method, vec![contact.into(), source.into(), name.into(), content])?;
    Ok(())
}

fn undefined() -> Thrown {
    Thrown::node("Cannot read properties of undefined")
}
