//! `getVotes(id)`: who voted for what in a poll.

use serde_json::{Value, json};

use super::quote::find_message;
use super::thrown::wpp_class;
use super::{CallContext, Returned, Thrown, text};
use crate::world::account::wire::{Encoding, MessageKeyView, WidView};
use crate::world::account::{Account, Vote};

pub(super) fn get_votes(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let message = find_message(account, &text(args, 0))?;
    let offered = message.attributes.get("pollOptions").and_then(Value::as_array);
    let (Some(offered), "poll_creation") = (offered, &*message.kind) else {
        return Err(Thrown::page(wpp_class::OTHER, "Message is not a poll"));
    };
    let feedback = account.data().feedback.get(&*message.key.to_string());
    let votes = feedback.map(|feedback| &feedback.votes[..]).unwrap_or_default();
    let votes: Vec<_> = votes.iter().map(|vote| view(vote, offered)).collect();
    Ok(Some(
        json!({
            "msgId": MessageKeyView(&message.key, Encoding::Objects),
            "chatId": WidView(&message.key.remote, Encoding::Objects),
            "votes": votes,
        })
        .into(),
    ))
}

/// The library leaves holes for the options that were not chosen, up to the last chosen one.
fn view(vote: &Vote, offered: &[Value]) -> Value {
    let last = vote.options.iter().max().map_or(0, |last| last + 1);
    let choice = |at: usize| if vote.options.contains(&at) { offered.get(at).cloned() } else { None };
    let selected: Vec<_> = (0..last).map(|at| choice(at).unwrap_or_default()).collect();
    json!({
        "selectedOptions": selected,
        "timestamp": vote.timestamp_ms,
        "sender": WidView(&vote.sender, Encoding::Objects),
    })
}
