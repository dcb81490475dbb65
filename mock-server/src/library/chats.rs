//! Changing conversations: archive, pin, read marks, disappearing messages, clearing, deleting.

use serde_json::{Value, json};

use super::thrown::wpp_class;
use super::{CallContext, Returned, Thrown, js, text};
use crate::world::account::wire::{Encoding, WidView};
use crate::world::account::{Account, Chat, Wid};

/// Seconds after which messages disappear where that is switched on: seven days.
const A_WEEK: u32 = 604_800;

/// The chat that the first argument names.
pub(super) fn named<'a>(account: &'a mut Account, args: &[Value]) -> Result<&'a mut Chat, Thrown> {
    let id = Wid::new(&text(args, 0));
    account.chat_mut(&id).ok_or_else(|| chat_not_found(&id))
}

/// What WA-JS throws for a chat that is not there.
pub(super) fn chat_not_found(id: &Wid) -> Thrown {
    Thrown::page(wpp_class::INVALID_CHAT, format!("Chat not found for {id}"))
}

/// `archiveChat(chat, archive)`.
pub(super) fn archive_chat(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let archive = args.get(1).cloned().unwrap_or(Value::Bool(true));
    let chat = named(account, args)?;
    chat.archived = js::truthy(Some(&archive));
    Ok(Some(json!({"wid": WidView(&chat.id, Encoding::Objects), "archive": archive}).into()))
}

/// `pinChat(chat, pin, nonExistent)`: tells nothing that the server passes on.
pub(super) fn pin_chat(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let chat = named(account, args)?;
    let pin = js::truthy(args.get(1));
    chat.pinned = if pin { context.seconds() } else { 0 };
    Ok(Some(json!({"wid": WidView(&chat.id, Encoding::Objects), "pin": pin}).into()))
}

/// `sendSeen(chat)`: the chat counts as read; tells how much it had unread.
pub(super) fn send_seen(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let chat = named(account, args)?;
    let unread = std::mem::take(&mut chat.unread);
    Ok(Some(json!({"wid": WidView(&chat.id, Encoding::Objects), "unreadCount": unread}).into()))
}

/// `markUnseenMessage(chat)`: the chat is marked as unread by hand.
pub(super) fn mark_unseen_message(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let chat = named(account, args)?;
    chat.unread = -1;
    Ok(Some(json!({"wid": WidView(&chat.id, Encoding::Objects)}).into()))
}

/// `setTemporaryMessages(chat, on)`.
pub(super) fn set_temporary_messages(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let chat = named(account, args)?;
    chat.ephemeral = if js::truthy(args.get(1)) { A_WEEK } else { 0 };
    Ok(Some(true.into()))
}

/// `clearChat(chat)`: its messages are gone, but for the starred ones.
pub(super) fn clear_chat(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    named(account, args)?.clear();
    Ok(Some(true.into()))
}

/// `deleteChat(chat)`: it is gone with its messages.
pub(super) fn delete_chat(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let id = Wid::new(&text(args, 0));
    if account.chat(&id).is_none() {
        return Err(chat_not_found(&id));
    }
    account.data_mut().chats.retain(|chat| chat.id != id);
    Ok(Some(true.into()))
}
