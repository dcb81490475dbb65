//! `editMessage(id, text, options)`.

use serde_json::{Value, json};

use super::quote::find_message;
use super::thrown::wpp_class;
use super::{CallContext, Json, Returned, Thrown, text};
use crate::world::account::wire::{Encoding, MessageKeyView, MessageView, tree};
use crate::world::account::{Account, MessageKey, ack};

pub(super) fn edit_message(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let message = find_message(account, &text(args, 0))?;
    if !message.key.from_me || &*message.kind != "chat" {
        return Err(Thrown::page(wpp_class::OTHER, "Message can not be edited"));
    }
    let edit = MessageKey { id: context.ids.own_message().into(), ..message.key.clone() };
    let edit = tree(&MessageKeyView(&edit, Encoding::Objects));
    let new_text = args.get(1).and_then(Value::as_str);
    let edited = account.change(&message.key, |message| {
        message.attributes.insert("latestEditMsgKey".to_owned(), edit.clone());
        message.is_new = true;
        if let Some(new_text) = new_text {
            message.body = Some(new_text.into());
        }
    });
    match edited.filter(|edited| edited.body.as_deref() == new_text) {
        Some(edited) => Ok(Some(Json::Text(MessageView::new(account, &edited, Encoding::Strings).text()))),
        // The library compares what it reads again with what was wanted, and throws the result of the edit.
        None => Err(Thrown::Value(json!({
            "id": message.key.to_string(),
            "ack": ack::SENT,
            "latestEditMsgKey": edit,
            "from": account.own().as_str(),
            "to": message.key.remote.as_str(),
            "sendMsgResult": null,
        }))),
    }
}
