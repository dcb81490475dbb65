//! What every send has in common: the chat, the id, the ack.

use std::sync::Arc;

use serde_json::{Value, json};

use super::chats::chat_not_found;
use super::thrown::wpp_class;
use super::{CallContext, Thrown, js};
use crate::world::account::{Account, AccountEvent, Message, MessageKey, Wid, ack, row_id};

/// The chat to send to: a person's is opened when needed, any other must be there.
pub(super) fn recipient(account: &Account, to: &str) -> Result<Wid, Thrown> {
    let wid = Wid::new(to);
    if !wid.is_valid() {
        return Err(Thrown::page(wpp_class::INVALID_WID, format!("Invalid WID value for {to}")));
    }
    let always = wid.is_user() || wid.as_str() == super::stories::STATUS;
    if always || account.chat(&wid).is_some() { Ok(wid) } else { Err(chat_not_found(&wid)) }
}

/// An own message of type `chat` to `chat`, not yet sent. `wanted` is the caller's own message id.
pub(super) fn draft(
    account: &Account,
    chat: Wid,
    wanted: Option<&Value>,
    context: &mut CallContext<'_>,
) -> Result<Message, Thrown> {
    let key = match wanted.filter(|id| js::truthy(Some(id))) {
        Some(wanted) => own_key(&chat, &js::text(wanted))?,
        None => {
            let participant = chat.is_group().then(|| account.own().clone());
            MessageKey { from_me: true, remote: chat, id: context.ids.own_message().into(), participant }
        }
    };
    let (row, t) = (row_id(context.ids), context.seconds());
    Ok(Message::text(key, row, t, ""))
}

/// A message id that the caller chose: it must be one of an own message in that chat.
fn own_key(chat: &Wid, wanted: &str) -> Result<MessageKey, Thrown> {
    let Some(key) = MessageKey::parse(wanted) else {
        return Err(Thrown::page("Error", format!("invalid message key: {wanted}")));
    };
    if !key.from_me {
        return Err(Thrown::page(wpp_class::OTHER, "Message key is not from me"));
    }
    if key.remote != *chat {
        return Err(Thrown::page(wpp_class::OTHER, "Message key remote id is not same of chat"));
    }
    Ok(key)
}

/// Puts the message into its chat and lets WhatsApp's server take it.
pub(super) fn send(account: &mut Account, message: Message, context: &mut CallContext<'_>) -> Arc<Message> {
    let stored = account.store(message, false);
    context.events.push(AccountEvent::Message(Arc::clone(&stored)));
    if !context.acked_at_once {
        return stored;
    }
    match account.change(&stored.key, |message| message.ack = ack::SENT) {
        Some(acked) => {
            context.events.push(AccountEvent::Ack(Arc::clone(&acked)));
            acked
        }
        None => stored,
    }
}

/// Sends it and gives what WA-JS itself returns for a sent message.
pub(super) fn sent(account: &mut Account, message: Message, context: &mut CallContext<'_>) -> Value {
    let sent = send(account, message, context);
    json!({
        "id": sent.key.to_string(),
        "ack": sent.ack,
        "from": account.own().as_str(),
        "to": sent.key.remote.as_str(),
        "sendMsgResult": {"messageSendResult": "OK", "t": sent.t},
    })
}
