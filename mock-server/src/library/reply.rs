//! `reply(to, text, quotedMessageId)`.

use serde_json::Value;

use super::quote::quote;
use super::send_text::set_body;
use super::{CallContext, Json, Returned, sending, text};
use crate::world::account::Account;
use crate::world::account::wire::{Encoding, MessageView};

pub(super) fn reply(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let chat = sending::recipient(account, &text(args, 0))?;
    let mut message = sending::draft(account, chat, None, context)?;
    set_body(&mut message, args.get(1));
    quote(account, &mut message, args.get(2))?;
    let sent = sending::send(account, message, context);
    // The message is read again by direct evaluation, so its ids are objects.
    Ok(Some(Json::Text(MessageView::new(account, &sent, Encoding::Objects).text())))
}
