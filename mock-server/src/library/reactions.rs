//! `sendReactionToMessage` and `getReactions`.

use serde_json::{Map, Value, json};

use super::quote::find_message;
use super::{CallContext, Returned, js, text};
use crate::world::account::wire::{Encoding, MessageKeyView, WidView};
use crate::world::account::{Account, MessageKey, Reaction};

/// `sendReactionToMessage(id, emoji)`; `false` and an empty text take the reaction back.
pub(super) fn send_reaction_to_message(
    account: &mut Account,
    args: &[Value],
    context: &mut CallContext<'_>,
) -> Returned {
    let target = find_message(account, &text(args, 0))?.key.clone();
    let emoji = args.get(1).filter(|emoji| js::truthy(Some(emoji))).map(js::text).unwrap_or_default();
    let own = account.own().clone();
    let key = MessageKey {
        from_me: true,
        remote: target.remote.clone(),
        id: context.ids.own_message().into(),
        participant: target.remote.is_group().then(|| own.clone()),
    };
    let timestamp = context.seconds();
    let given = Reaction { key, sender: own, text: emoji.into(), timestamp, read: true };
    let feedback = account.feedback_mut(&target);
    feedback.react(given);
    let reacted = !feedback.reactions.is_empty();
    account.change(&target, |message| {
        message.attributes.insert("hasReaction".to_owned(), reacted.into());
    });
    Ok(Some(json!({"sendMsgResult": "OK"}).into()))
}

/// `getReactions(id)`: who reacted, by emoji.
pub(super) fn get_reactions(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let key = find_message(account, &text(args, 0))?.key.clone();
    let feedback = account.data().feedback.get(&*key.to_string());
    let given = feedback.map(|feedback| &feedback.reactions[..]).unwrap_or_default();
    let mut emojis: Vec<&str> = given.iter().map(|reaction| &*reaction.text).collect();
    let mut seen = Vec::new();
    emojis.retain(|emoji| {
        let new = !seen.contains(emoji);
        seen.push(*emoji);
        new
    });
    let own = |reaction: &&Reaction| reaction.sender == *account.own();
    let group = |emoji: &str| {
        let with_it: Vec<&Reaction> = given.iter().filter(|reaction| &*reaction.text == emoji).collect();
        json!({
            "aggregateEmoji": emoji,
            "hasReactionByMe": with_it.iter().any(own),
            "senders": with_it.iter().map(|reaction| view(reaction, &key)).collect::<Vec<_>>(),
        })
    };
    let mut found = Map::new();
    if let Some(mine) = given.iter().find(own) {
        found.insert("reactionByMe".to_owned(), view(mine, &key));
    }
    found.insert("reactions".to_owned(), emojis.into_iter().map(group).collect());
    Ok(Some(Value::Object(found).into()))
}

fn view(reaction: &Reaction, target: &MessageKey) -> Value {
    json!({
        "id": MessageKeyView(&reaction.key, Encoding::Objects),
        "msgId": MessageKeyView(target, Encoding::Objects),
        "reactionText": reaction.text,
        "read": reaction.read,
        "sender": WidView(&reaction.sender, Encoding::Objects),
        "orphan": 0,
        "timestamp": reaction.timestamp,
    })
}
