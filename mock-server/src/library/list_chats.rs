//! Listing conversations: all of them, a part, one.

use serde_json::Value;

use super::thrown::wpp_class;
use super::{CallContext, Json, Returned, Thrown, js, text};
use crate::world::account::wire::{ChatView, Encoding};
use crate::world::account::{Account, Chat, Wid};

fn view<'a>(account: &'a Account, chat: &'a Chat) -> ChatView<'a> {
    ChatView { account, chat, encoding: Encoding::Objects }
}

fn listed(account: &Account) -> impl Iterator<Item = &Chat> {
    account.data().chats.iter().map(|chat| &**chat).filter(|chat| !chat.id.is_newsletter())
}

/// `getAllChats()`: every conversation but channels.
pub(super) fn get_all_chats(account: &mut Account, _: &[Value], _: &mut CallContext<'_>) -> Returned {
    let chats: Vec<_> = listed(account).map(|chat| view(account, chat)).collect();
    Ok(Some(Json::written(&chats)))
}

/// `listChats({id, count, direction, onlyGroups, …})`: a part of them.
pub(super) fn list_chats(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let option = |name: &str| args.first().and_then(|options| options.get(name));
    let flag = |name: &str| js::truthy(option(name));
    let mut chats: Vec<&Chat> = listed(account).collect();
    if flag("onlyUsers") {
        chats.retain(|chat| chat.id.is_user());
    }
    if flag("onlyGroups") {
        chats.retain(|chat| chat.id.is_group());
    }
    if flag("onlyWithUnreadMessage") {
        chats.retain(|chat| chat.unread != 0);
    }
    if let Some(labels) = option("withLabels").filter(|labels| js::truthy(Some(labels))) {
        let labels = label_ids(account, labels)?;
        chats.retain(|chat| chat.labels.iter().any(|id| labels.contains(id)));
    }
    let start = start(account, &chats, option("id"))?;
    let count =
        option("count").filter(|count| !count.is_null()).map(|count| count.as_f64().unwrap_or(f64::NAN));
    let count = count.unwrap_or(f64::INFINITY);
    let (from, to) = match option("direction").and_then(Value::as_str) {
        Some("before") => {
            let from = if start - count < 0.0 { 0.0 } else { start - count };
            (from, if from + count >= start { start } else { from + count })
        }
        _ => (start, start + count),
    };
    let part: Vec<_> = slice(&chats, from, to).iter().map(|chat| view(account, chat)).collect();
    Ok(Some(Json::written(&part)))
}

/// Ids of labels that are named by id or by text.
fn label_ids(account: &Account, wanted: &Value) -> Result<Vec<Box<str>>, Thrown> {
    let Value::Array(wanted) = wanted else {
        return Err(Thrown::page("TypeError", "options.withLabels.map is not a function"));
    };
    let id = |wanted: &Value| {
        let wanted = js::text(wanted);
        let named = account.data().labels.iter().find(|label| *label.name == *wanted);
        named.map_or_else(|| wanted.as_str().into(), |label| label.id.clone())
    };
    Ok(wanted.iter().map(id).collect())
}

/// Where the anchor stands: at the beginning if there is no such chat, before it if the filters left it out.
fn start(account: &Account, chats: &[&Chat], anchor: Option<&Value>) -> Result<f64, Thrown> {
    let Some(anchor) = anchor.filter(|anchor| js::truthy(Some(anchor))) else { return Ok(0.0) };
    let id = Wid::new(&js::text(anchor));
    if !id.is_valid() {
        return Err(Thrown::page(wpp_class::INVALID_WID, format!("Invalid WID value for {id}")));
    }
    if account.chat(&id).is_none() {
        return Ok(0.0);
    }
    let at = chats.iter().position(|chat| chat.id == id);
    #[expect(clippy::cast_precision_loss, reason = "accounts have fewer than 2^52 chats")]
    Ok(at.map_or(-1.0, |at| at as f64))
}

/// `list.slice(from, to)`: places below zero count from the end.
fn slice<T>(list: &[T], from: f64, to: f64) -> &[T] {
    #[expect(clippy::cast_precision_loss, reason = "accounts have fewer than 2^52 chats")]
    let length = list.len() as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the length; what is no number becomes 0, as in JavaScript"
    )]
    let place = |at: f64| (if at < 0.0 { length + at } else { at }).clamp(0.0, length) as usize;
    list.get(place(from)..place(to)).unwrap_or_default()
}

/// `getChatById(id)`: `false` when there is none.
pub(super) fn get_chat_by_id(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let id = Wid::new(&text(args, 0));
    Ok(Some(match account.chat(&id) {
        Some(chat) => Json::written(&view(account, chat)),
        None => false.into(),
    }))
}
