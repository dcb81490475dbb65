//! A message is deleted for everyone.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Arrival;
use crate::world::account::MessageKey;

/// Keys of `revoke`; without `id` it is the newest received text of the chat.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Revoke {
    id: Option<String>,
    chat: Option<String>,
}

pub(super) fn arrive(arrival: &mut Arrival<'_>, revoke: Revoke) -> Result<(), String> {
    let received_text = |message: &super::Message| !message.key.from_me && &*message.kind == "chat";
    let target = arrival.target(revoke.id.as_deref(), revoke.chat.as_deref(), received_text)?;
    arrival.account.change(&target, |message| {
        message.kind = "revoked".into();
        message.body = None;
    });
    let id = MessageKey { id: arrival.ids.phone_message().into(), ..target.clone() };
    let own = arrival.account.own();
    let (from, to) = if target.from_me { (own, &target.remote) } else { (&target.remote, own) };
    let mut data = Map::new();
    if let Some(author) = &target.participant {
        data.insert("author".to_owned(), author.as_str().into());
    }
    data.insert("from".to_owned(), from.as_str().into());
    data.insert("to".to_owned(), to.as_str().into());
    data.insert("id".to_owned(), id.to_string().into());
    data.insert("refId".to_owned(), target.to_string().into());
    arrival.notice("onrevokedmessage", Value::Object(data));
    Ok(())
}
