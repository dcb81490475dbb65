//! `GET message-by-id`.

use serde_json::{Map, Value, json};

use crate::exchange::Exchange;
use crate::library::Thrown;

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Answers one message.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    let session = ex.session();
    match find(ex) {
        Ok((contact, message)) => {
            let mut response = Map::new();
            response.insert("message".to_owned(), "Information retrieved successfully.".into());
            if let Some(contact) = contact {
                response.insert("contact".to_owned(), contact);
            }
            response.insert("session".to_owned(), session.into());
            response.insert("data".to_owned(), message);
            ex.json(201, json!({"status": "Success", "response": response}))
        }
        Err(thrown) => {
            let Some(error) = thrown.to_json(true) else { return Err(thrown) };
            let response =
                json!({"message": "Error retrieving information", "session": session, "log": error});
            ex.json(400, json!({"status": "Error", "response": response}))
        }
    }
}

/// The message, and its `chatId.user`.
fn find(ex: &mut Exchange<'_>) -> Result<(Option<Value>, Value), Thrown> {
    let id = ex.path("messageId").into();
    let message = ex.lib("getMessageById", vec![id])?;
    let missing = || Thrown::node("Cannot read properties of undefined");
    let message = message.ok_or_else(missing)?.into_tree();
    let chat = message.get("chatId").filter(|chat| !chat.is_null()).ok_or_else(missing)?;
    Ok((chat.get("user").cloned(), message))
}
