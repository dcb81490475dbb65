//! `sendListMessage(to, {buttonText, description, sections})`.

use serde_json::{Value, json};

use super::thrown::wpp_class;
use super::{CallContext, Json, Returned, Thrown, js, sending, text};
use crate::world::account::Account;
use crate::world::account::wire::{Encoding, MessageView};

/// More sections than this are refused.
const MOST_SECTIONS: usize = 10;

pub(super) fn send_list_message(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let option = |name: &str| args.get(1).and_then(|options| options.get(name));
    let sections = match option("sections") {
        Some(Value::Array(sections)) if (1..=MOST_SECTIONS).contains(&sections.len()) => sections,
        _ => return Err(Thrown::page(wpp_class::OTHER, "Sections must be an array of 1 to 10")),
    };
    let chat = sending::recipient(account, &text(args, 0))?;
    let mut message = sending::draft(account, chat, None, context)?;
    message.kind = "list".into();
    message.body = option("description").map(|description| js::text(description).into());
    let list = json!({
        "buttonText": option("buttonText"),
        "description": option("description"),
        "sections": sections,
        "listType": 1,
    });
    message.attributes.insert("list".to_owned(), list);
    let sent = sending::send(account, message, context);
    Ok(Some(Json::Text(MessageView::new(account, &sent, Encoding::Strings).text())))
}
