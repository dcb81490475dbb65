//! Somebody votes in a poll.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Arrival;
use crate::world::account::Vote;
use crate::world::account::wire::{Encoding, MessageKeyView};

/// Keys of `poll`: `options` are names; without them it is the last option, without `id` the newest own poll.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Voting {
    options: Option<Vec<String>>,
    id: Option<String>,
    chat: Option<String>,
    sender: Option<String>,
}

pub(super) fn arrive(arrival: &mut Arrival<'_>, vote: Voting) -> Result<(), String> {
    let own_poll = |message: &super::Message| message.key.from_me && &*message.kind == "poll_creation";
    let key = arrival.target(vote.id.as_deref(), vote.chat.as_deref(), own_poll)?;
    let poll = arrival.account.message(&key);
    let offered = poll.and_then(|poll| poll.attributes.get("pollOptions")).and_then(Value::as_array);
    let offered = offered.ok_or_else(|| format!("{key} is no poll"))?;
    let name = |option: &Value| option["name"].as_str().unwrap_or_default().to_owned();
    let chosen = match vote.options {
        Some(names) => names,
        None => offered.last().map(name).into_iter().collect(),
    };
    if let Some(unknown) = chosen.iter().find(|&wanted| !offered.iter().any(|option| name(option) == *wanted))
    {
        return Err(format!("the poll has no option `{unknown}`"));
    }
    // The library leaves holes for the options that were not chosen, up to the last chosen one.
    let (mut selected, mut options): (Vec<Value>, Vec<usize>) = (Vec::new(), Vec::new());
    for (at, option) in offered.iter().enumerate() {
        if chosen.contains(&name(option)) {
            selected.resize(at, Value::Null);
            selected.push(option.clone());
            options.push(at);
        }
    }
    let sender = arrival.actor(&key.remote, vote.sender.as_deref())?;
    let given = Vote { sender: sender.clone(), options, timestamp_ms: arrival.now_ms };
    arrival.account.feedback_mut(&key).vote(given);
    let data = json!({
        "msgId": MessageKeyView(&key, Encoding::Strings),
        "chatId": key.remote.as_str(),
        "selectedOptions": selected,
        "timestamp": arrival.now_ms,
        "sender": sender.as_str(),
    });
    arrival.notice("onpollresponse", data);
    Ok(())
}
