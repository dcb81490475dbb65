//! `GET all-messages-in-chat`.

use serde_json::Value;

use super::refused::refuse;
use crate::exchange::Exchange;
use crate::handlers::recipients::{Kind, contact_to_array};
use crate::handlers::success;
use crate::library::{Json, Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers what is loaded of a chat.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match read(ex) {
        Ok(messages) => ex.json_text(200, success(messages, None)),
        Err(thrown) => refuse(ex, thrown, 500, "message", "Error on get all messages in chat"),
    }
}

fn read(ex: &mut Exchange<'_>) -> Result<Option<Json>, Thrown> {
    let flag = |name: &str| ex.query(name).cloned().unwrap_or_else(|| true.into());
    let flags = [flag("includeMe"), flag("includeNotifications")];
    let kind = Kind { group: js::truthy(ex.query("isGroup")), ..Kind::default() };
    let mut messages = None;
    for chat in contact_to_array(&Value::from(ex.path("phone")), kind)? {
        messages = ex.lib("getAllMessagesInChat", [vec![chat.into()], flags.to_vec()].concat())?;
    }
    Ok(messages)
}
