//! Reading messages.

use serde_json::Value;

use super::chats::chat_not_found;
use super::quote::find_message;
use super::{CallContext, Json, Returned, js, text};
use crate::world::account::wire::{Encoding, MessageView};
use crate::world::account::{Account, Message, MessageKey, Wid};

/// How many messages `getMessages` gives when nobody says.
const PAGE: usize = 20;

/// `getMessageById(id)`.
pub(super) fn get_message_by_id(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let message = find_message(account, &text(args, 0))?;
    Ok(Some(Json::Text(MessageView::new(account, &message, Encoding::Objects).text())))
}

/// `getMessages(chat, {count, direction, id})`: part of a chat's history, oldest first.
pub(super) fn get_messages(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let id = Wid::new(&text(args, 0));
    let Some(chat) = account.chat(&id) else { return Err(chat_not_found(&id)) };
    let option = |name: &str| args.get(1).and_then(|options| options.get(name));
    let count = match option("count").and_then(js::parse_int) {
        Some(-1) => usize::MAX,
        Some(count) if count > 0 => usize::try_from(count).unwrap_or(usize::MAX),
        _ => PAGE,
    };
    let after = option("direction").and_then(Value::as_str) == Some("after");
    let anchor = match option("id").filter(|id| js::truthy(Some(id))) {
        Some(id) => Some(find_message(account, &js::text(id))?.key.clone()),
        None => None,
    };
    let part = page(&chat.messages, count, after, anchor.as_ref());
    let view = |message: &Message| MessageView::new(account, message, Encoding::Objects).text();
    let messages: Vec<_> = part.iter().map(|message| Some(Json::Text(view(message)))).collect();
    Ok(Some(Json::list(&messages)))
}

/// `count` messages before or after the anchor, or the last ones; without an anchor nothing comes after the last.
fn page<'a, M: AsRef<Message>>(
    history: &'a [M],
    count: usize,
    after: bool,
    anchor: Option<&MessageKey>,
) -> &'a [M] {
    let at = anchor.and_then(|key| history.iter().position(|message| message.as_ref().key == *key));
    let (from, to) = match (at, after) {
        (Some(at), true) => (at + 1, (at + 1).saturating_add(count).min(history.len())),
        (Some(at), false) => (at.saturating_sub(count), at),
        (None, true) => (history.len().saturating_sub(1), history.len()),
        (None, false) => (history.len().saturating_sub(count), history.len()),
    };
    &history[from..to]
}
