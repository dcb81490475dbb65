//! `sendPollMessage(to, name, choices, options)`.

use serde_json::{Value, json};

use super::{CallContext, Json, Returned, Thrown, sending, text};
use crate::world::account::Account;
use crate::world::account::wire::{Encoding, MessageView};

pub(super) fn send_poll_message(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let chat = sending::recipient(account, &text(args, 0))?;
    let Some(Value::Array(choices)) = args.get(2) else {
        return Err(Thrown::page("TypeError", "choices.map is not a function"));
    };
    let option = |name: &str| args.get(3).and_then(|options| options.get(name));
    let mut message = sending::draft(account, chat, option("messageId"), context)?;
    message.kind = "poll_creation".into();
    if let Some(name) = args.get(1).filter(|name| !name.is_null()) {
        message.attributes.insert("pollName".to_owned(), name.clone());
    }
    let choices = choices.iter().enumerate();
    let offered: Vec<_> = choices.map(|(at, choice)| json!({"name": choice, "localId": at})).collect();
    message.attributes.insert("pollOptions".to_owned(), offered.into());
    let selectable = option("selectableCount").cloned().unwrap_or_else(|| 0.into());
    message.attributes.insert("pollSelectableOptionsCount".to_owned(), selectable);
    let sent = sending::send(account, message, context);
    Ok(Some(Json::Text(MessageView::new(account, &sent, Encoding::Strings).text())))
}
