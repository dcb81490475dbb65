//! `sendLinkPreview(to, url, text)`.

use serde_json::Value;

use super::{CallContext, Returned, js, sending, text};
use crate::world::account::Account;

pub(super) fn send_link_preview(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let chat = sending::recipient(account, &text(args, 0))?;
    let mut message = sending::draft(account, chat, None, context)?;
    let url = args.get(1).filter(|url| !url.is_null()).map_or_else(|| "undefined".to_owned(), js::text);
    let caption = args.get(2).filter(|caption| !caption.is_null()).map(js::text).unwrap_or_default();
    let body = if caption.contains(&url) { caption } else { format!("{url}\n{caption}") };
    message.body = Some(body.into());
    Ok(Some(sending::sent(account, message, context).into()))
}
