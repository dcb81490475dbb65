//! Things that arrive from outside: messages, acks, reactions, calls…

mod ack;
mod call;
mod label;
mod location;
mod message;
mod participants;
mod poll;
mod presence;
mod reaction;
mod revoke;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Account, AccountEvent, Message, MessageKey, Wid};
use crate::world::ids::Ids;

/// What an arrival may draw from.
pub(super) struct Arrival<'a> {
    account: &'a mut Account,
    ids: &'a mut Ids,
    now_ms: u64,
    events: Vec<AccountEvent>,
}

/// Lets something arrive in an account and tells what its listeners hear.
///
/// `what` has the key `event` (`message`, `ack`, `reaction`, `revoke`, `poll`, `presence`, `call`, `participants`,
/// `location` or `label`) and that event's own keys. Chats are named by id or by bare digits; what is left out
/// is taken from the account: its first chat with a person, the newest fitting message.
///
/// # Errors
/// Says what `what` lacks or has too much; nothing has happened then.
pub fn deliver(
    account: &mut Account,
    ids: &mut Ids,
    now_ms: u64,
    what: &Map<String, Value>,
) -> Result<Vec<AccountEvent>, String> {
    let mut fields = what.clone();
    let event = fields.shift_remove("event");
    let Some(event) = event.as_ref().and_then(Value::as_str) else {
        return Err("say which `event` arrives".to_owned());
    };
    let fields = Value::Object(fields);
    let mut arrival = Arrival { account, ids, now_ms, events: Vec::new() };
    match event {
        "message" => message::arrive(&mut arrival, read(fields)?),
        "ack" => ack::arrive(&mut arrival, read(fields)?),
        "reaction" => reaction::arrive(&mut arrival, read(fields)?),
        "revoke" => revoke::arrive(&mut arrival, read(fields)?),
        "poll" => poll::arrive(&mut arrival, read(fields)?),
        "presence" => presence::arrive(&mut arrival, read(fields)?),
        "call" => call::arrive(&mut arrival, read(fields)?),
        "participants" => participants::arrive(&mut arrival, read(fields)?),
        "location" => location::arrive(&mut arrival, read(fields)?),
        "label" => label::arrive(&mut arrival, read(fields)?),
        other => Err(format!("`{other}` is no event that can be delivered")),
    }?;
    Ok(arrival.events)
}

fn read<T: DeserializeOwned>(fields: Value) -> Result<T, String> {
    serde_json::from_value(fields).map_err(|error| error.to_string())
}

/// An id as people write it: serialized, or a bare phone number.
fn wid(text: &str) -> Result<Wid, String> {
    let wid = if text.contains('@') { Wid::new(text) } else { Wid::phone(text) };
    if wid.is_valid() { Ok(wid) } else { Err(format!("`{text}` is no WhatsApp id")) }
}

impl Arrival<'_> {
    fn seconds(&self) -> i64 {
        i64::try_from(self.now_ms / 1000).unwrap_or(i64::MAX)
    }

    /// The chat that was named, or the first one with a person.
    fn chat_or_first(&self, named: Option<&str>) -> Result<Wid, String> {
        if let Some(named) = named {
            return wid(named);
        }
        let first = self.account.data().chats.iter().find(|chat| chat.id.is_user());
        first
            .map(|chat| chat.id.clone())
            .ok_or_else(|| "name the `chat`: the account has none yet".to_owned())
    }

    /// The group that was named, or the first one.
    fn group_or_first(&self, named: Option<&str>) -> Result<Wid, String> {
        if let Some(named) = named {
            return wid(named);
        }
        let first = self.account.data().groups.first();
        first.map(|group| group.id.clone()).ok_or_else(|| "name the `group`: the account has none".to_owned())
    }

    /// Who acts in a chat: the one that was named, else the person of the chat or the first member of the group
    /// that is not the account itself.
    fn actor(&self, chat: &Wid, named: Option<&str>) -> Result<Wid, String> {
        if let Some(named) = named {
            return wid(named);
        }
        if !chat.is_group() {
            return Ok(chat.clone());
        }
        let members = self.account.group(chat).map(|group| &group.participants[..]).unwrap_or_default();
        let other = members.iter().find(|member| member.id != *self.account.own());
        other.map(|member| member.id.clone()).ok_or_else(|| "say who, of the group".to_owned())
    }

    /// The message that was named, or the newest fitting one of the chat.
    fn target(
        &self,
        named: Option<&str>,
        chat: Option<&str>,
        fits: impl Fn(&Message) -> bool,
    ) -> Result<MessageKey, String> {
        if let Some(named) = named {
            let key = MessageKey::parse(named).ok_or_else(|| format!("`{named}` is no message id"))?;
            let found = self.account.message(&key).map(|message| message.key.clone());
            return found.ok_or_else(|| format!("there is no message `{named}`"));
        }
        let chat = self.chat_or_first(chat)?;
        let messages = self.account.chat(&chat).map(|chat| &chat.messages[..]).unwrap_or_default();
        let newest = messages.iter().rev().find(|message| fits(message));
        newest
            .map(|message| message.key.clone())
            .ok_or_else(|| format!("no message of {chat} fits: name its `id`"))
    }

    fn notice(&mut self, event: &'static str, data: Value) {
        self.events.push(AccountEvent::Notice { event, data, socket: true });
    }

    /// Short name of a contact, as presence events carry it.
    fn short_name(&self, id: &Wid) -> String {
        let contact = self.account.contact(id);
        let name = contact.and_then(|contact| contact.display_name()).unwrap_or_default();
        name.split(' ').next().unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests;
