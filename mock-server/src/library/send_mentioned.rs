//! `sendMentioned(to, text, mentioned)`.

use serde_json::Value;

use super::send_text::set_body;
use super::{CallContext, Returned, js, sending, text};
use crate::world::account::{Account, Wid};

pub(super) fn send_mentioned(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let chat = sending::recipient(account, &text(args, 0))?;
    let mut message = sending::draft(account, chat, None, context)?;
    set_body(&mut message, args.get(1));
    if let Some(Value::Array(mentioned)) = args.get(2) {
        message.mentions = mentioned.iter().map(|wid| Wid::new(&js::text(wid))).collect();
    }
    Ok(Some(sending::sent(account, message, context).into()))
}
