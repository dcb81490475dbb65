//! Changes of who is in a group and who manages it, and what the listeners hear of them.

use serde_json::json;

use super::{Account, AccountEvent, Wid};

/// One change in a group.
#[derive(Debug, Clone)]
pub struct MembersChange<'a> {
    /// The group.
    pub group: &'a Wid,
    /// What happened in WhatsApp's words: `add`, `remove`, `promote`, `demote`, `join`, `leave`, …
    pub action: &'a str,
    /// What it comes to: `add`, `remove`, `promote` or `demote`.
    pub operation: &'a str,
    /// Whom it is about.
    pub who: &'a [Wid],
    /// Who did it.
    pub by: &'a Wid,
}

impl Account {
    /// Makes the change, and gives the event of it.
    pub fn change_members(&mut self, change: &MembersChange<'_>) -> AccountEvent {
        let MembersChange { group, action, operation, who, by } = *change;
        if let Some(group) = self.group_mut(group) {
            match operation {
                "add" => group.add(who),
                "remove" => group.remove(who),
                _ => group.set_admin(who, operation == "promote"),
            }
        }
        let data = json!({
            "by": by.as_str(),
            "byPushName": self.contact(by).map(|contact| &contact.pushname),
            "groupId": group.as_str(),
            "action": action,
            "operation": operation,
            "who": who.iter().map(Wid::as_str).collect::<Vec<_>>(),
        });
        AccountEvent::Notice { event: "onparticipantschanged", data, socket: false }
    }
}
