//! People whom WhatsApp knows by LID.

use serde_json::Value;

use super::history::History;
use crate::world::account::{Contact, Data, Directory, DirectoryEntry, Wid};

/// Its number is known under its LID alone.
const LID_ONLY: (&str, &str) = ("5521988880001", "190000000000001@lid");
/// Number and LID are the same person.
const BOTH: (&str, &str) = ("5521988880002", "190000000000002@lid");
/// Has no LID yet.
const NO_LID: &str = "5521988880003";

pub(super) fn directory() -> Directory {
    let mut directory = Directory::default();
    let entry = |id: Option<&str>, lid: Option<&str>| DirectoryEntry {
        exists: true,
        id: id.map(Wid::new),
        lid: lid.map(Wid::new),
        is_business: false,
        refuses_groups: false,
    };
    directory.insert(LID_ONLY.0, entry(Some(LID_ONLY.1), Some(LID_ONLY.1)));
    directory.insert(BOTH.0, entry(None, Some(BOTH.1)));
    directory.insert(NO_LID, entry(None, None));
    directory
}

pub(super) fn account(number: &str) -> Data {
    let mut data = Data::new(number, "Padaria Lua");
    let own = data.own.clone();
    data.contacts.extend([
        Contact::saved(Wid::new(LID_ONLY.1), "Ana Lima", "Ana"),
        Contact::saved(Wid::new(&format!("{}@c.us", BOTH.0)), "Rui Alves", "Rui"),
    ]);
    data.chats = vec![
        History::new(&own, LID_ONLY.1, "Ana Lima", "Ana")
            .received("3AE0000000000000000001", 0, "chat", "Oi!", Value::Null)
            .done(),
        History::new(&own, BOTH.1, "Rui Alves", "Rui")
            .received("3AE0000000000000000002", 60, "chat", "Bom dia", Value::Null)
            .done(),
    ];
    data
}
