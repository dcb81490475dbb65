//! Muting chats.

use serde_json::{Map, Value, json};

use super::device::host_device;
use super::{CallContext, Returned, Thrown, text};
use crate::world::account::wire::{Encoding, MessageKeyView, WidView, tree};
use crate::world::account::{Account, Chat, MessageKey, Wid};

/// `getListMutes(type)`; `null` for a type that the library does not know.
pub(super) fn get_list_mutes(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let now = context.seconds();
    let known = account.data().chats.iter().filter(|chat| !chat.id.is_newsletter());
    let (muted, others): (Vec<_>, Vec<_>) = known.partition(|chat| chat.is_muted(now));
    let list = |chats: &[&std::sync::Arc<Chat>]| -> Vec<Value> {
        chats.iter().map(|chat| entry(chat, now)).collect()
    };
    let list = match text(args, 0).as_str() {
        "all" => {
            let (mute, no_mute) = (muted.len(), others.len());
            let totals = json!({"total": mute + no_mute, "amountToMute": mute, "amountnoMute": no_mute});
            json!([totals, list(&muted), list(&others)])
        }
        "toMute" => json!([{"total": muted.len()}, list(&muted)]),
        "noMute" => json!([{"total": others.len()}, list(&others)]),
        _ => Value::Null,
    };
    Ok(Some(list.into()))
}

fn entry(chat: &Chat, now: i64) -> Value {
    let (id, muted) = (WidView(&chat.id, Encoding::Objects), chat.is_muted(now));
    let expiration = if muted { chat.muted_until } else { 0 };
    json!({
        "attributes": {"id": id, "expiration": expiration, "isMuted": muted},
        "expiration": expiration,
        "id": id,
        "isMuted": muted,
    })
}

/// `sendMute(chat, time, type)`: mutes for a number of units, unmutes for anything else. The chat counts as read.
pub(super) fn send_mute(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let id = Wid::new(&text(args, 0));
    if account.chat(&id).is_none() && (!id.is_user() || context.directory.find(&id).is_none()) {
        return Err(Thrown::Value(
            json!({"erro": true, "to": id.as_str(), "text": "The number does not exist"}),
        ));
    }
    let (time, unit) = (args.get(1), args.get(2));
    let now = context.seconds();
    let until = match (time.and_then(Value::as_f64), unit.and_then(Value::as_str)) {
        (Some(time), Some(unit)) => now.saturating_add(seconds(time, unit)),
        _ => 0,
    };
    let chat = account.open_chat(&id);
    chat.muted_until = until;
    chat.unread = 0;
    let mut result = scope(account, &id, context);
    let given = |value: Option<&Value>| value.filter(|value| !value.is_null()).cloned();
    result.insert("type".to_owned(), "sendMute".into());
    for (key, value) in [("time", given(time)), ("timeType", given(unit))] {
        if let Some(value) = value {
            result.insert(key.to_owned(), value);
        }
    }
    Ok(Some(Value::Object(result).into()))
}

/// `year` adds days: the library adds to the day of the month.
fn seconds(time: f64, unit: &str) -> i64 {
    let unit = match unit {
        "minutes" => 60.0,
        "hours" => 3600.0,
        "year" => 86_400.0,
        _ => 0.0,
    };
    #[expect(clippy::cast_possible_truncation, reason = "saturates, which is far enough")]
    let seconds = (time * unit) as i64;
    seconds
}

/// What the library's older calls answer: the phone, the chat and the outcome.
fn scope(account: &Account, id: &Wid, context: &mut CallContext<'_>) -> Map<String, Value> {
    let participant = id.is_group().then(|| account.own().clone());
    let key =
        MessageKey { from_me: true, remote: id.clone(), id: context.ids.own_message().into(), participant };
    let mut to = tree(&MessageKeyView(&key, Encoding::Objects));
    if let (Some(to), Some(chat)) = (to.as_object_mut(), account.chat(id)) {
        let contact = account.chat_contact_view(chat, Encoding::Objects);
        let saved = contact.name.is_some_and(|name| !name.is_empty());
        to.insert("formattedName".to_owned(), contact.formatted_name().into());
        to.insert("isBusiness".to_owned(), contact.business.into());
        to.insert("isMyContact".to_owned(), saved.into());
        for (key, name) in [("verifiedName", contact.verified_name), ("pushname", contact.pushname)] {
            if let Some(name) = name {
                to.insert(key.to_owned(), name.into());
            }
        }
    }
    let result = json!({"me": host_device(account), "to": to, "erro": false, "text": null, "status": 200});
    match result {
        Value::Object(result) => result,
        _ => Map::new(),
    }
}
