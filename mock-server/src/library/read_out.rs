//! Reading messages of a chat, or of all chats, as they are in the page.

use std::sync::Arc;

use serde_json::Value;

use super::{CallContext, Json, Returned, Thrown, js, text};
use crate::world::account::wire::{ChatView, Encoding, MessageView, tree};
use crate::world::account::{Account, Chat, Message, Wid};

/// `getAllMessagesInChat(chat, includeMe, includeNotifications)`: the chat counts as read afterwards.
pub(super) fn get_all_messages_in_chat(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let id = Wid::new(&text(args, 0));
    // Recorded so: in a chat with something unread every message counts as new.
    let unread = account.chat(&id).is_some_and(|chat| chat.unread != 0);
    if let Some(chat) = account.chat_mut(&id) {
        chat.unread = 0;
    }
    let mut messages = account.chat(&id).map(|chat| wanted(chat, args)).unwrap_or_default();
    if unread {
        messages.iter_mut().for_each(|message| Arc::make_mut(message).is_new = true);
    }
    Ok(Some(list(account, &messages)))
}

/// `loadAndGetAllMessagesInChat(chat, includeMe, includeNotifications)`: the whole history.
pub(super) fn load_and_get_all_messages_in_chat(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let chat = account.chat(&Wid::new(&text(args, 0)));
    let Some(chat) = chat else { return Err(Thrown::page("Object", "chat not found")) };
    Ok(Some(list(account, &wanted(chat, args))))
}

/// `getAllNewMessages()`: what came in since it was last read out, of chats that are unread.
pub(super) fn get_all_new_messages(account: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    let unread = account.data().chats.iter().filter(|chat| chat.unread > 0);
    let messages: Vec<_> = unread.flat_map(|chat| chat.messages.iter().filter(is_new)).cloned().collect();
    Ok(Some(list(account, &messages)))
}

/// `getAllUnreadMessages()`: of each unread chat as many new messages as it has unread ones.
pub(super) fn get_all_unread_messages(
    account: &mut Account,
    _: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let mut messages = Vec::new();
    for chat in &account.data().chats {
        let new: Vec<_> = chat.messages.iter().filter(is_new).cloned().collect();
        let unread = usize::try_from(chat.unread).unwrap_or_default();
        messages.extend_from_slice(&new[new.len().saturating_sub(unread)..]);
    }
    Ok(Some(list(account, &messages)))
}

/// `getUnreadMessages(includeMe, includeNotifications, useUnreadCount)`: takes the new messages out, by chat, the
/// newest first, and leaves nothing new or unread.
pub(super) fn get_unread_messages(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let (me, notices, by_count) =
        (js::truthy(args.first()), js::truthy(args.get(1)), js::truthy(args.get(2)));
    let ids: Vec<Wid> = account.data().chats.iter().map(|chat| chat.id.clone()).collect();
    let mut found = Vec::new();
    for id in ids {
        let Some(chat) = account.chat(&id) else { continue };
        let shown =
            |message: &&Arc<Message>| (me || !message.key.from_me) && (notices || !message.is_notification());
        let mut taken: Vec<_> =
            chat.messages.iter().rev().filter(|message| message.is_new).cloned().collect();
        taken.retain(|message| shown(&message));
        if taken.is_empty() && by_count {
            let unread = usize::try_from(chat.unread).unwrap_or_default();
            let received = chat.messages.iter().rev().filter(|message| !message.key.from_me);
            taken = received.filter(shown).take(unread).cloned().collect();
        }
        let touched = !taken.is_empty() || chat.messages.iter().any(|message| message.is_new);
        if let Some(chat) = touched.then(|| account.chat_mut(&id)).flatten() {
            let new = chat.messages.iter_mut().filter(|message| message.is_new);
            new.for_each(|message| Arc::make_mut(message).is_new = false);
            if !taken.is_empty() {
                chat.unread = 0;
            }
        }
        if taken.is_empty() {
            continue;
        }
        taken.iter_mut().for_each(|message| Arc::make_mut(message).is_new = false);
        if let Some(chat) = account.chat(&id) {
            let mut entry = tree(&ChatView { account, chat, encoding: Encoding::Objects });
            entry["messages"] = list(account, &taken).into_tree();
            found.push(entry);
        }
    }
    Ok(Some(Value::from(found).into()))
}

/// Messages of a chat that the caller wants: own ones and notices only when asked for.
fn wanted(chat: &Chat, args: &[Value]) -> Vec<Arc<Message>> {
    let (me, notices) = (js::truthy(args.get(1)), js::truthy(args.get(2)));
    let wanted =
        |message: &&Arc<Message>| (me || !message.key.from_me) && (notices || !message.is_notification());
    chat.messages.iter().filter(wanted).cloned().collect()
}

fn is_new(message: &&Arc<Message>) -> bool {
    message.is_new && !message.key.from_me
}

fn list(account: &Account, messages: &[Arc<Message>]) -> Json {
    let view = |message: &Arc<Message>| {
        Some(Json::Text(MessageView::new(account, message, Encoding::Objects).text()))
    };
    Json::list(&messages.iter().map(view).collect::<Vec<_>>())
}
