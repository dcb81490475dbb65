//! The ack of a message changes.

use serde::Deserialize;

use super::Arrival;
use crate::world::account::AccountEvent;

/// Keys of `ack`; without `id` it is the newest own text of the chat.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ack {
    ack: i8,
    id: Option<String>,
    chat: Option<String>,
}

pub(super) fn arrive(arrival: &mut Arrival<'_>, change: Ack) -> Result<(), String> {
    if !(-7..=5).contains(&change.ack) {
        return Err(format!("`ack` is a level from -7 to 5, not {}", change.ack));
    }
    let own_text = |message: &super::Message| message.key.from_me && &*message.kind == "chat";
    let key = arrival.target(change.id.as_deref(), change.chat.as_deref(), own_text)?;
    if let Some(message) = arrival.account.change(&key, |message| message.ack = change.ack) {
        arrival.events.push(AccountEvent::Ack(message));
    }
    Ok(())
}
