//! The controllers that would change every chat. They read `chatId`, which chats do not have.

use serde_json::{Value, json};

use crate::exchange::Exchange;
use crate::handlers::reply;
use crate::library::{Json, Returned, Thrown};

/// Calls with the `chatId` of each chat; `None` is `undefined`.
pub(super) fn to_all(
    ex: &mut Exchange<'_>,
    status: u16,
    message: &str,
    call: impl Fn(&mut Exchange<'_>, Option<Value>) -> Returned,
) -> Result<(), Thrown> {
    match attempt(ex, call) {
        Ok(()) => ex.json(status, json!({"status": "success"})),
        Err(thrown) => reply::fail(ex, &thrown, message),
    }
}

fn attempt(
    ex: &mut Exchange<'_>,
    call: impl Fn(&mut Exchange<'_>, Option<Value>) -> Returned,
) -> Result<(), Thrown> {
    let chats = ex.lib("getAllChats", vec![])?.map(Json::into_tree);
    let Some(Value::Array(chats)) = chats else { return Err(Thrown::node("chats is not iterable")) };
    for chat in &chats {
        call(ex, chat.get("chatId").cloned())?;
    }
    Ok(())
}
