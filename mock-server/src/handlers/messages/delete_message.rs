//! `POST delete-message`.

use serde_json::json;

use super::refused::refuse;
use crate::exchange::Exchange;
use crate::handlers::field;
use crate::library::{Json, Thrown, js};

/// The answers follow from the world's state.
pub const STATEFUL: bool = true;

/// Deletes messages, and always answers twice when it did.
///
/// # Errors
/// What it throws past its own `catch`.
pub fn handle(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    match delete(ex) {
        Ok(()) => Ok(()),
        Err(thrown) => refuse(ex, thrown, 500, "message", "Error on delete message"),
    }
}

fn delete(ex: &mut Exchange<'_>) -> Result<(), Thrown> {
    // `${phone}`: several recipients become one id that does not exist.
    let chat = ex.body().get("phone").map_or_else(|| "undefined".to_owned(), js::text);
    let given = |name: &str| field(ex, name).unwrap_or_default();
    let args = vec![chat.into(), given("messageId"), given("onlyLocal"), given("deleteMediaInDevice")];
    let deleted = ex.lib("deleteMessage", args)?.map(Json::into_tree);
    if js::truthy(deleted.as_ref()) {
        ex.json(200, json!({"status": "success", "response": {"message": "Message deleted"}}))?;
    }
    ex.json(401, json!({"status": "error", "response": {"message": "Error unknown on delete message"}}))
}
