//! Reading chats and marking them as read.

use serde_json::Value;

use super::thrown::wpp_class;
use super::{CallContext, Json, Returned, Thrown, text};
use crate::world::account::wire::{ChatView, Encoding};
use crate::world::account::{Account, Wid};

/// `getAllChats()`: every conversation but channels.
pub(super) fn get_all_chats(account: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    let shown = account.data().chats.iter().filter(|chat| !chat.id.is_newsletter());
    let chats: Vec<_> = shown.map(|chat| ChatView { account, chat, encoding: Encoding::Objects }).collect();
    Ok(Some(Json::written(&chats)))
}

/// `getChatById(chat)`: `false` for a chat that is not there.
pub(super) fn get_chat_by_id(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let chat = account.chat(&Wid::new(&text(args, 0)));
    let view = chat.map(|chat| Json::written(&ChatView { account, chat, encoding: Encoding::Objects }));
    Ok(Some(view.unwrap_or(false.into())))
}

/// `sendSeen(chat)`: the chat counts as read; tells nothing about it.
pub(super) fn send_seen(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let id = Wid::new(&text(args, 0));
    match account.chat_mut(&id) {
        Some(chat) => chat.unread = 0,
        None => return Err(chat_not_found(&id)),
    }
    Ok(None)
}

/// What WA-JS throws for a chat that is not there.
pub(super) fn chat_not_found(id: &Wid) -> Thrown {
    Thrown::page(wpp_class::INVALID_CHAT, format!("Chat not found for {id}"))
}
