//! Finding a message that a request names, and answering it.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::thrown::wpp_class;
use super::{Thrown, js};
use crate::world::account::{Account, Message, MessageKey};

/// The message with a serialized id.
pub(super) fn find_message(account: &Account, id: &str) -> Result<Arc<Message>, Thrown> {
    let Some(key) = MessageKey::parse(id) else {
        return Err(Thrown::page("Error", format!("invalid message key: {id}")));
    };
    let found = account.message(&key).cloned();
    found.ok_or_else(|| Thrown::page(wpp_class::OTHER, format!("Message not found for {id}")))
}

/// Makes `message` an answer to the one that `quoted` names; nothing for an empty `quoted`.
pub(super) fn quote(account: &Account, message: &mut Message, quoted: Option<&Value>) -> Result<(), Thrown> {
    let Some(quoted) = quoted.filter(|quoted| js::truthy(Some(quoted))) else { return Ok(()) };
    let quoted = find_message(account, &js::text(quoted))?;
    let mut what = Map::from_iter([("type".to_owned(), json!(quoted.kind))]);
    if let Some(body) = &quoted.body {
        what.insert("body".to_owned(), json!(body));
    }
    let attributes = &mut message.attributes;
    attributes.insert("quotedStanzaID".to_owned(), json!(quoted.key.id));
    attributes.insert("quotedParticipant".to_owned(), json!(quoted.sender(account.own()).as_str()));
    attributes.insert("quotedMsg".to_owned(), Value::Object(what));
    message.quoted_id = Some(quoted.key.to_string().into());
    Ok(())
}
