//! Somebody reacts to a message.

use serde::Deserialize;
use serde_json::json;

use super::Arrival;
use crate::world::account::MessageKey;
use crate::world::account::wire::{Encoding, MessageKeyView};

/// Keys of `reaction`; empty `text` takes the reaction back, without `id` it meets the newest own text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reaction {
    text: Option<String>,
    id: Option<String>,
    chat: Option<String>,
}

pub(super) fn arrive(arrival: &mut Arrival<'_>, reaction: Reaction) -> Result<(), String> {
    let own_text = |message: &super::Message| message.key.from_me && &*message.kind == "chat";
    let target = arrival.target(reaction.id.as_deref(), reaction.chat.as_deref(), own_text)?;
    let text = reaction.text.unwrap_or_else(|| "❤️".to_owned());
    let reacted = !text.is_empty();
    arrival.account.change(&target, |message| {
        message.attributes.insert("hasReaction".to_owned(), reacted.into());
    });
    let id = MessageKey {
        from_me: false,
        remote: target.remote.clone(),
        id: arrival.ids.phone_message().into(),
        participant: None,
    };
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
