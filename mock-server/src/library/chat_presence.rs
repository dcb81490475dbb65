//! Who is online, and what the other side sees the account do.

use serde_json::Value;

use super::chats::named;
use super::{CallContext, Returned, js, text};
use crate::world::account::{Account, Doing, Shown, Wid};

/// `getChatIsOnline(chat)`; false where there is no chat.
pub(super) fn get_chat_is_online(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let id = Wid::new(&text(args, 0));
    Ok(Some((account.chat(&id).is_some() && account.is_online(&id)).into()))
}

/// `getLastSeen(chat)`: seconds, or false where nothing is known.
pub(super) fn get_last_seen(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let id = Wid::new(&text(args, 0));
    let seen = account.data().last_seen.get(&id).filter(|_| account.chat(&id).is_some());
    Ok(Some(seen.map_or(Value::Bool(false), |seen| (*seen).into()).into()))
}

/// `setChatState(chat, state)`: `0` types, `1` records, `2` stopped. The library drops what comes of it.
pub(super) fn set_chat_state(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let shown = match text(args, 1).as_str() {
        "0" => Some(Doing::Typing),
        "1" => Some(Doing::Recording),
        "2" => None,
        _ => return Ok(None),
    };
    if let Ok(chat) = named(account, args) {
        chat.shown = shown.map(|what| Shown { what, until_ms: None });
    }
    Ok(None)
}

/// `startTyping(chat, duration)`.
pub(super) fn start_typing(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    show(account, args, Doing::Typing, context)
}

/// `startRecording(chat, duration)`.
pub(super) fn start_recording(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    show(account, args, Doing::Recording, context)
}

/// `stopTyping(chat)` and `stopRecording(chat)`: either ends whatever is shown.
pub(super) fn stop(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    named(account, args)?.shown = None;
    Ok(None)
}

fn show(account: &mut Account, args: &[Value], what: Doing, context: &mut CallContext<'_>) -> Returned {
    let duration = args.get(1).filter(|duration| js::truthy(Some(duration))).and_then(Value::as_u64);
    let until_ms = duration.map(|ms| context.now_ms.saturating_add(ms));
    named(account, args)?.shown = Some(Shown { what, until_ms });
    Ok(None)
}
