//! `sendPixKey(to, {keyType, name, key, instructions}, options)`.

use serde_json::{Map, Value};

use super::{CallContext, Json, Returned, sending, text};
use crate::world::account::Account;
use crate::world::account::wire::{Encoding, MessageView};

pub(super) fn send_pix_key(account: &mut Account, args: &[Value], context: &mut CallContext<'_>) -> Returned {
    let chat = sending::recipient(account, &text(args, 0))?;
    let wanted = args.get(2).and_then(|options| options.get("messageId"));
    let mut message = sending::draft(account, chat, wanted, context)?;
    message.kind = "interactive".into();
    let mut payload = Map::new();
    for name in ["keyType", "key", "name"] {
        if let Some(value) = args.get(1).and_then(|pix| pix.get(name)) {
            payload.insert(name.to_owned(), value.clone());
        }
    }
    message.attributes.insert("nativeFlowName".to_owned(), "payment_info".into());
    message.attributes.insert("interactivePayload".to_owned(), Value::Object(payload));
    let sent = sending::send(account, message, context);
    Ok(Some(Json::Text(MessageView::new(account, &sent, Encoding::Strings).text())))
}
