//! `sendText(to, text, options)`.

use serde_json::Value;

use super::quote::quote;
use super::{CallContext, Json, Returned, js, sending, text};
use crate::world::account::wire::{Encoding, MessageView};
use crate::world::account::{Account, Wid};

pub(super) fn send_text(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let chat = sending::recipient(account, &text(args, 0))?;
    let option = |name: &str| args.get(2).and_then(|options| options.get(name));
    let mut message = sending::draft(account, chat, option("messageId"), context)?;
    message.body = None;
    match args.get(1) {
        None | Some(Value::Null) => {}
        Some(Value::String(body)) => message.body = Some(body.as_str().into()),
        // WhatsApp takes anything for a text and keeps it as it came.
        Some(other) => {
            message.attributes.insert("body".to_owned(), other.clone());
        }
    }
    quote(account, &mut message, option("quotedMsg"))?;
    if let Some(mentioned) = option("mentionedList").and_then(Value::as_array) {
        message.mentions = mentioned.iter().map(|wid| Wid::new(&js::text(wid))).collect();
    }
    let sent = sending::send(account, message, context);
    Ok(Some(Json::Text(MessageView::new(account, &sent, Encoding::Strings).text())))
}
