//! `forwardMessagesV2(to, ids)`.

use serde_json::Value;

use super::quote::find_message;
use super::{CallContext, Json, Returned, Thrown, js, sending, text};
use crate::world::account::Account;

pub(super) fn forward_messages(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let chat = sending::recipient(account, &text(args, 0))?;
    let ids: Vec<String> = match args.get(1) {
        Some(Value::Array(ids)) => ids.iter().map(js::text).collect(),
        // A text is walked through like a list, letter by letter.
        Some(Value::String(id)) => id.chars().map(String::from).collect(),
        _ => return Err(Thrown::page("TypeError", "messages is not iterable")),
    };
    let originals = ids.iter().map(|id| find_message(account, id)).collect::<Result<Vec<_>, _>>()?;
    let mut results = Vec::new();
    for original in originals {
        let mut copy = sending::draft(account, chat.clone(), None, context)?;
        copy.kind.clone_from(&original.kind);
        copy.body.clone_from(&original.body);
        copy.attributes.clone_from(&original.attributes);
        for own in
            ["star", "hasReaction", "latestEditMsgKey", "quotedMsg", "quotedStanzaID", "quotedParticipant"]
        {
            copy.attributes.shift_remove(own);
        }
        copy.attributes.insert("isForwarded".to_owned(), true.into());
        copy.attributes.insert("forwardingScore".to_owned(), 1.into());
        results.push(Some(Json::from(sending::sent(account, copy, context))));
    }
    Ok(Some(Json::list(&results)))
}
