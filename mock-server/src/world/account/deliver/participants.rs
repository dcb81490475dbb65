//! The members of a group change.

use serde::Deserialize;
use serde_json::json;

use super::{Arrival, wid};
use crate::world::account::{AccountEvent, Group, Participant, Wid};

/// Keys of `participants`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    group: Option<String>,
    action: Option<String>,
    operation: Option<String>,
    who: Option<Vec<String>>,
    by: Option<String>,
}

pub(super) fn arrive(arrival: &mut Arrival<'_>, change: Change) -> Result<(), String> {
    let action = change.action.as_deref().unwrap_or("add");
    let operation = change.operation.as_deref().or(match action {
        "add" | "join" | "linked_group_join" => Some("add"),
        "remove" | "leave" | "leaver" => Some("remove"),
        "promote" | "demote" => Some(action),
        _ => None,
    });
    let operation = operation.ok_or_else(|| format!("say the `operation` of `{action}`"))?.to_owned();
    if !["add", "remove", "promote", "demote"].contains(&operation.as_str()) {
        return Err(format!("`{operation}` is no operation: add, remove, promote or demote"));
    }
    let id = arrival.group_or_first(change.group.as_deref())?;
    let group = arrival.account.group(&id).ok_or_else(|| format!("there is no group {id}"))?;
    let who: Vec<Wid> = match change.who {
        Some(who) => who.iter().map(|who| wid(who)).collect::<Result<_, _>>()?,
        None => group.participants.last().map(|member| member.id.clone()).into_iter().collect(),
    };
    let by = match change.by.as_deref() {
        Some(by) => wid(by)?,
        None => arrival.account.own().clone(),
    };
    let pushname = arrival.account.contact(&by).map(|contact| contact.pushname.clone());
    if let Some(group) = arrival.account.data_mut().groups.iter_mut().find(|group| group.id == id) {
        apply(group, &operation, &who);
    }
    let data = json!({
        "by": by.as_str(),
        "byPushName": pushname,
        "groupId": id.as_str(),
        "action": action,
        "operation": operation,
        "who": who.iter().map(Wid::as_str).collect::<Vec<_>>(),
    });
    arrival.events.push(AccountEvent::Notice { event: "onparticipantschanged", data, socket: false });
    Ok(())
}

fn apply(group: &mut Group, operation: &str, who: &[Wid]) {
    match operation {
        "add" => {
            for id in who {
                if !group.participants.iter().any(|member| member.id == *id) {
                    group.participants.push(Participant::member(id.clone()));
                }
            }
        }
        "remove" => group.participants.retain(|member| !who.contains(&member.id)),
        _ => {
            for member in group.participants.iter_mut().filter(|member| who.contains(&member.id)) {
                member.admin = operation == "promote";
            }
        }
    }
}
