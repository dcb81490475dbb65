//! Somebody reacts to a message.

use serde::Deserialize;
use serde_json::json;

use super::Arrival;
use crate::world::account::wire::{Encoding, MessageKeyView};
use crate::world::account::{MessageKey, Reaction};

/// Keys of `reaction`; empty `text` takes the reaction back, without `id` it meets the newest own text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reacting {
    text: Option<String>,
    id: Option<String>,
    chat: Option<String>,
    sender: Option<String>,
}

pub(super) fn arrive(arrival: &mut Arrival<'_>, reaction: Reacting) -> Result<(), String> {
    let own_text = |message: &super::Message| message.key.from_me && &*message.kind == "chat";
    let target = arrival.target(reaction.id.as_deref(), reaction.chat.as_deref(), own_text)?;
    let sender = arrival.actor(&target.remote, reaction.sender.as_deref())?;
    let text = reaction.text.unwrap_or_else(|| "❤️".to_owned());
    let reacted = !text.is_empty();
    arrival.account.change(&target, |message| {
        message.attributes.insert("hasReaction".to_owned(), reacted.into());
    });
    let id = MessageKey {
        from_me: false,
        remote: target.remote.clone(),
        id: arrival.ids.phone_message().into(),
        participant: target.remote.is_group().then(|| sender.clone()),
    };
    let timestamp = arrival.seconds();
    let text: Box<str> = text.into();
    let given = Reaction { key: id.clone(), sender, text: text.clone(), timestamp, read: false };
    arrival.account.feedback_mut(&target).react(given);
    let data = json!({
        "id": MessageKeyView(&id, Encoding::Strings),
        "msgId": MessageKeyView(&target, Encoding::Strings),
        "reactionText": text,
        "read": false,
        "orphan": 0,
        "orphanReason": null,
        "timestamp": arrival.now_ms,
    });
    arrival.notice("onreactionmessage", data);
    Ok(())
}
