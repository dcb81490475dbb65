//! `deleteMessage(chat, ids, onlyLocal, deleteMediaInDevice)`.

use serde_json::{Value, json};

use super::chats::chat_not_found;
use super::quote::find_message;
use super::{CallContext, Returned, js, text};
use crate::world::account::{Account, Message, Wid};

pub(super) fn delete_message(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let chat = Wid::new(&text(args, 0));
    if account.chat(&chat).is_none() {
        return Err(chat_not_found(&chat));
    }
    let only_local = js::truthy(args.get(2));
    let messages =
        ids(args.get(1)).iter().map(|id| find_message(account, id)).collect::<Result<Vec<_>, _>>()?;
    let deleted: Vec<_> = messages
        .iter()
        .map(|message| {
            let revoked = !only_local && may_revoke(account, message);
            if revoked {
                account.change(&message.key, |message| {
                    message.kind = "revoked".into();
                    message.body = None;
                });
            } else if let Some(chat) = account.chat_mut(&message.key.remote) {
                chat.messages.retain(|other| other.key != message.key);
            }
            json!({"id": message.key.to_string(), "isRevoked": revoked, "isDeleted": !revoked})
        })
        .collect();
    Ok(Some(Value::from(deleted).into()))
}

/// One id or a list of them; anything else as the text that JavaScript makes of it.
pub(super) fn ids(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(ids)) => ids.iter().map(js::text).collect(),
        Some(id) => vec![js::text(id)],
        None => vec!["undefined".to_owned()],
    }
}

/// Own messages can be deleted for everyone, and those of others by the admin of the group.
fn may_revoke(account: &Account, message: &Message) -> bool {
    let admin = |group: &crate::world::account::Group| {
        group.participants.iter().any(|member| member.admin && member.id == *account.own())
    };
    message.key.from_me || account.group(&message.key.remote).is_some_and(admin)
}
