//! `sendOrderMessage(to, items, options)`.

use serde_json::Value;

use super::{CallContext, Json, Returned, Thrown, sending, text};
use crate::world::account::Account;
use crate::world::account::wire::{Encoding, MessageView};

pub(super) fn send_order_message(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let chat = sending::recipient(account, &text(args, 0))?;
    let Some(Value::Array(items)) = args.get(1) else {
        return Err(Thrown::page("TypeError", "items is not iterable"));
    };
    let order = context.ids.number() % 10_000_000_000;
    let mut message = sending::draft(account, chat, None, context)?;
    message.kind = "order".into();
    message.attributes.insert("orderId".to_owned(), order.to_string().into());
    message.attributes.insert("itemCount".to_owned(), items.len().into());
    let sent = sending::send(account, message, context);
    Ok(Some(Json::Text(MessageView::new(account, &sent, Encoding::Strings).text())))
}
