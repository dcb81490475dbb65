//! `sendText(to, text, options)`.

use serde_json::Value;

use super::quote::quote;
use super::{CallContext, Json, Returned, js, sending, text};
use crate::world::account::wire::{Encoding, MessageView};
use crate::world::account::{Account, Message, Wid};

pub(super) fn send_text(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let chat = sending::recipient(account, &text(args, 0))?;
    let option = |name: &str| args.get(2).and_then(|options| options.get(name));
    let mut message = sending::draft(account, chat, option("messageId"), context)?;
    set_body(&mut message, args.get(1));
    quote(account, &mut message, option("quotedMsg"))?;
    if let Some(mentioned) = option("mentionedList").and_then(Value::as_array) {
        message.mentions = mentioned.iter().map(|wid| Wid::new(&js::text(wid))).collect();
    }
    if option("buttons").and_then(Value::as_array).is_some_and(|buttons| !buttons.is_empty()) {
        message.attributes.insert("isDynamicReplyButtonsMsg".to_owned(), true.into());
        if let Some(footer) = option("footer") {
            message.attributes.insert("footer".to_owned(), footer.clone());
        }
    }
    let sent = sending::send(account, message, context);
    Ok(Some(Json::Text(MessageView::new(account, &sent, Encoding::Strings).text())))
}

/// Gives a message its text. WhatsApp takes anything for one and keeps it as it came.
pub(super) fn set_body(message: &mut Message, body: Option<&Value>) {
    message.body = None;
    match body {
        None | Some(Value::Null) => {}
        Some(Value::String(body)) => message.body = Some(body.as_str().into()),
        Some(other) => {
            message.attributes.insert("body".to_owned(), other.clone());
        }
    }
}
